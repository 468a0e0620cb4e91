// One load of demo data, inside the transaction of its operation.
#pragma once

#include <functional>
#include <string_view>

#include "lib/seed/demo.hpp"
#include "lib/seed/key_rebuild.hpp"

namespace admctl::seed {

class DemoRun {
 public:
  using OnStep = std::function<void(std::string_view)>;

  DemoRun(ops::Writer& writer, const Model& model, const DemoRequest& demo, const Progress& progress,
          const OnStep& on_step);
  // Throws as seed_demo() does.
  void run(DemoResult& result);

 private:
  Inputs make_inputs(bool filled, DemoResult& result);
  Strategy choose(std::size_t rows, DemoResult& result);
  void load_rebuilding(const Inputs& inputs, DemoResult& result);
  void load_in_place(const Inputs& inputs);
  void restore(KeyRebuild& keys);
  LoadOptions load_options() const;
  void analyze();
  void report(const Inputs& inputs, DemoResult& result);
  void reach(std::string_view step) const;

  ops::Writer& writer_;
  const Model& model_;
  const DemoRequest& demo_;
  const Progress& progress_;
  const OnStep& on_step_;
  LiveTables tables_;
  Loader loader_;
};

}  // namespace admctl::seed
