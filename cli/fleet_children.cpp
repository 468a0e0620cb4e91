#include "cli/fleet_children.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"

namespace admctl::cli {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error{code::demo_failed, std::string{"cannot run admctl itself: "} + what, std::strerror(errno)};
}

// A file without a name that holds the text, to be read from its beginning.
Descriptor file_with(const std::string& text) {
  if (text.empty()) return Descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  Descriptor file{::memfd_create("admctl-input", MFD_CLOEXEC)};
  if (file.get() < 0) fail("keeping its input");
  std::size_t done = 0;
  while (done < text.size()) {
    const auto written = ::write(file.get(), text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("keeping its input");
    done += static_cast<std::size_t>(written);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

Descriptor without_blocking(Descriptor descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
  return descriptor;
}

}  // namespace

FleetChildren::~FleetChildren() {
  for (const auto& child : children_) {
    ::kill(child.pid, SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
  }
}

void FleetChildren::start(std::size_t number, const std::vector<std::string>& args, const std::string& input) {
  const auto in = file_with(input);
  auto out = Pipe::make();
  auto err = Pipe::make();
  Child child;
  child.begun = std::chrono::steady_clock::now();
  child.result.number = number;
  child.pid = spawn_self({.program = {},
                          .argv = args,
                          .in = in.get(),
                          .out = out.writing.get(),
                          .err = err.writing.get(),
                          .own_group = true});
  child.out = without_blocking(std::move(out.reading));
  child.err = without_blocking(std::move(err.reading));
  children_.push_back(std::move(child));
}

void FleetChildren::drain(Descriptor& from, std::string& into) {
  char buffer[64 * 1024];
  while (from.get() >= 0) {
    const auto got = ::read(from.get(), buffer, sizeof buffer);
    if (got > 0) {
      into.append(buffer, static_cast<std::size_t>(got));
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    from.close();
  }
}

std::vector<FleetChildren::Ended> FleetChildren::wait(std::chrono::milliseconds limit) {
  std::vector<pollfd> waiting;
  for (const auto& child : children_) {
    for (const auto* end : {&child.out, &child.err}) {
      if (end->get() >= 0) waiting.push_back({.fd = end->get(), .events = POLLIN, .revents = 0});
    }
  }
  ::poll(waiting.data(), waiting.size(), static_cast<int>(limit.count()));
  std::vector<Ended> ended;
  for (auto child = children_.begin(); child != children_.end();) {
    drain(child->out, child->result.out);
    drain(child->err, child->result.err);
    int status = 0;
    // Both streams end with it, or shortly before it.
    const bool silent = child->out.get() < 0 && child->err.get() < 0;
    if (!silent || ::waitpid(child->pid, &status, 0) != child->pid) {
      ++child;
      continue;
    }
    child->result.exit = exit_of(status);
    child->result.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - child->begun);
    ended.push_back(std::move(child->result));
    child = children_.erase(child);
  }
  return ended;
}

void FleetChildren::signal_all(int signal) const {
  for (const auto& child : children_) ::kill(child.pid, signal);
}

}  // namespace admctl::cli
