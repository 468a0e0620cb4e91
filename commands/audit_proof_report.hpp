// What verification answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/audit/inclusion.hpp"
#include "lib/audit/verify_database.hpp"
#include "lib/audit/verify_export.hpp"
#include "lib/core/report.hpp"

namespace admctl::commands {

// All end with Exit::verification when something differs.
Report database_report(const audit::VerifyReport& verified, const audit::VerifyRequest& request);
Report export_report(const audit::VerifiedExport& verified, const std::vector<audit::PublicKey>& trusted);
Report proof_report(const audit::InclusionProof& proof, const audit::CheckedProof& checked);

// At most `bytes` from the beginning of a file; nullopt when it cannot be read.
std::optional<std::string> read_start(const std::string& file, std::size_t bytes);

}  // namespace admctl::commands
