// The only file that knows Graphviz, which is loaded when a picture is asked for: linked in, it would make
// every start of the program slower, and the program useless where it is missing.
#include "lib/core/graphviz.hpp"

#include <memory>
#include <type_traits>

#include <dlfcn.h>
#include <fmt/format.h>
#include <gvc.h>

#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/xml_text.hpp"

namespace admctl {
namespace {

[[noreturn]] void missing() {
  const auto* why = ::dlerror();
  throw Error{code::graphviz_missing, "Graphviz is needed to draw the picture, and cannot be loaded",
              why ? why : "", "install the package libgvc6; pictures as Mermaid and DOT need no Graphviz"};
}

void* load(const std::string& file) {
  auto* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  return library ? library : (missing(), nullptr);
}

void* find(void* library, const char* name) {
  auto* symbol = ::dlsym(library, name);
  return symbol ? symbol : (missing(), nullptr);
}

template <typename Function>
Function* function(void* library, const char* name) {
  return reinterpret_cast<Function*>(find(library, name));
}

// What is used of the libraries, which stay loaded.
struct Graphviz {
  void* gvc = load("libgvc.so.6");
  void* cgraph = load("libcgraph.so.6");
  decltype(&gvContextPlugins) context = function<decltype(gvContextPlugins)>(gvc, "gvContextPlugins");
  decltype(&gvLayout) layout = function<decltype(gvLayout)>(gvc, "gvLayout");
  decltype(&gvRenderData) render = function<decltype(gvRenderData)>(gvc, "gvRenderData");
  decltype(&gvFreeRenderData) free_render = function<decltype(gvFreeRenderData)>(gvc, "gvFreeRenderData");
  decltype(&gvFreeLayout) free_layout = function<decltype(gvFreeLayout)>(gvc, "gvFreeLayout");
  decltype(&gvFreeContext) free_context = function<decltype(gvFreeContext)>(gvc, "gvFreeContext");
  decltype(&agmemread) read = function<decltype(agmemread)>(cgraph, "agmemread");
  decltype(&agclose) close = function<decltype(agclose)>(cgraph, "agclose");
  decltype(&agseterrf) on_error = function<decltype(agseterrf)>(cgraph, "agseterrf");
  // Only the two plugins that are needed: with all, each text would be measured with the fonts of this machine,
  // and the same picture would look different elsewhere.
  void* dot = plugin("libgvplugin_dot_layout.so.6", "gvplugin_dot_layout_LTX_library");
  void* core = plugin("libgvplugin_core.so.6", "gvplugin_core_LTX_library");

 private:
  // Plugins are in a folder beside the library, which differs between architectures.
  void* plugin(const char* file, const char* symbol) const {
    Dl_info info{};
    if (::dladdr(reinterpret_cast<const void*>(context), &info) == 0) missing();
    const std::string path{info.dli_fname};
    return find(load(path.substr(0, path.rfind('/') + 1) + "graphviz/" + file), symbol);
  }
};

const Graphviz& graphviz() {
  static const Graphviz loaded;
  return loaded;
}

// Takes the place of printing to stderr.
int ignore_message(char*) { return 0; }

Error failed(std::string_view what) {
  return Error{code::drawing_failed,
               fmt::format("Graphviz could not {} the picture", what),
               {},
               "pictures as Mermaid and DOT need no Graphviz"};
}

std::string drawn(const std::string& dot) {
  const auto& lib = graphviz();
  lib.on_error(ignore_message);
  lt_symlist_t plugins[] = {{"gvplugin_dot_layout_LTX_library", lib.dot},
                            {"gvplugin_core_LTX_library", lib.core},
                            {nullptr, nullptr}};
  const std::unique_ptr<GVC_t, decltype(lib.free_context)> context{lib.context(plugins, 0), lib.free_context};
  const std::unique_ptr<Agraph_t, decltype(lib.close)> graph{lib.read(dot.c_str()), lib.close};
  if (!context || !graph) throw failed("read");
  if (lib.layout(context.get(), graph.get(), "dot") != 0) throw failed("lay out");
  const auto free_layout = [&](Agraph_t* laid_out) { lib.free_layout(context.get(), laid_out); };
  const std::unique_ptr<Agraph_t, decltype(free_layout)> layout{graph.get(), free_layout};
  char* bytes = nullptr;
  unsigned length = 0;
  if (lib.render(context.get(), graph.get(), "svg", &bytes, &length) != 0) throw failed("write");
  const std::unique_ptr<char, decltype(lib.free_render)> owner{bytes, lib.free_render};
  return {bytes, length};
}

}  // namespace

std::string draw_svg(const std::string& dot, std::string_view title, std::string_view style) {
  auto svg = drawn(dot);
  // Before it stand the XML declaration and a document type with an address.
  const auto start = svg.find("<svg ");
  const auto inside = start == std::string::npos ? start : svg.find('>', start);
  if (inside == std::string::npos) throw failed("write");
  svg.insert(inside + 1, fmt::format("\n<style>{}</style>", style));
  svg.insert(start + 5, fmt::format("role=\"img\" aria-label=\"{}\" ", xml_text(title)));
  return svg.substr(start);
}

}  // namespace admctl
