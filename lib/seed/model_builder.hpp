// From a generator file to the model that evaluators run.
#pragma once

#include <memory>

#include "lib/platform/pack.hpp"
#include "lib/seed/generator_file.hpp"
#include "lib/seed/model.hpp"

namespace admctl::seed {

// Throws code::bad_pack with the place of what is wrong: unknown names, values that depend on themselves,
// parents that do not exist, walks that cannot reach a state.
std::unique_ptr<const Model> build_model(const GeneratorFile& file);

}  // namespace admctl::seed
