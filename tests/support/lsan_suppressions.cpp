// Linked into what runs under the sanitizers. libpqxx 6.4 forgets the last PGresult of a connection that broke:
// it looks the client's encoding up, which throws, before the result has an owner. Graphviz keeps a little of
// some drawings that have edges side by side.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6.4\nleak:libgvc.so\n"; }

// Standard error belongs to the program.
extern "C" const char* __lsan_default_options();
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
