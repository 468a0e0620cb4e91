#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "lib/platform/pack.hpp"

namespace admctl::platform {
namespace {

const Pack& pack() {
  static const auto loaded = load_builtin("admarket");
  return loaded;
}

const Lifecycle& deals() { return pack().find_kind("deal")->lifecycle; }

struct Moves {
  std::string from;
  std::vector<std::string> to;
};

// Written from the list of moves by source; the pack declares them by target.
const Moves moves[] = {
    {"CREATED", {"NEGOTIATING", "TERMS_AGREED", "CANCELLED", "EXPIRED"}},
    {"NEGOTIATING", {"TERMS_AGREED", "CANCELLED", "EXPIRED"}},
    {"TERMS_AGREED", {"AWAITING_PAYMENT", "CANCELLED", "EXPIRED"}},
    {"AWAITING_PAYMENT", {"FUNDED", "CANCELLED", "EXPIRED"}},
    {"FUNDED", {"AWAITING_CREATIVE", "CREATIVE_SUBMITTED", "CANCELLED", "DISPUTED"}},
    {"AWAITING_CREATIVE", {"CREATIVE_SUBMITTED", "CANCELLED", "EXPIRED", "DISPUTED"}},
    {"CREATIVE_SUBMITTED", {"CREATIVE_REVISION", "CREATIVE_APPROVED", "CANCELLED", "DISPUTED"}},
    {"CREATIVE_REVISION", {"CREATIVE_SUBMITTED", "CANCELLED", "EXPIRED", "DISPUTED"}},
    {"CREATIVE_APPROVED", {"AWAITING_POSTING_PLAN", "CANCELLED", "DISPUTED"}},
    {"AWAITING_POSTING_PLAN", {"POSTING_PLAN_AGREED", "CANCELLED", "EXPIRED", "DISPUTED"}},
    {"POSTING_PLAN_AGREED", {"AWAITING_MANUAL_POST", "SCHEDULED", "CANCELLED", "EXPIRED", "DISPUTED"}},
    {"AWAITING_MANUAL_POST", {"POSTING", "CANCELLED", "EXPIRED"}},
    {"SCHEDULED", {"POSTING", "CANCELLED", "EXPIRED", "DISPUTED"}},
    {"POSTING", {"POSTED", "CANCELLED", "DISPUTED"}},
    {"POSTED", {"VERIFIED", "REFUNDED", "DISPUTED"}},
    {"VERIFIED", {"COMPLETED", "REFUNDED", "DISPUTED"}},
    {"COMPLETED", {}},
    {"CANCELLED", {"REFUNDED"}},
    {"EXPIRED", {"REFUNDED"}},
    {"REFUNDED", {}},
    {"DISPUTED", {"REFUNDED", "RESOLVED"}},
    {"RESOLVED", {}},
};

TEST_CASE("a deal has 22 states, in the order of its life", "[platform][admarket]") {
  std::vector<std::string> declared;
  for (const auto& state : deals().states) declared.push_back(state.name);
  std::vector<std::string> expected;
  for (const auto& move : moves) expected.push_back(move.from);
  CHECK(declared.size() == 22);
  CHECK(declared == expected);
  CHECK(deals().initial == "CREATED");
}

TEST_CASE("a deal has exactly the 61 moves of the platform", "[platform][admarket]") {
  std::vector<std::pair<std::string, std::string>> expected;
  for (const auto& [from, targets] : moves) {
    for (const auto& to : targets) expected.emplace_back(from, to);
  }
  auto declared = deals().edges();
  std::ranges::sort(declared);
  std::ranges::sort(expected);
  CHECK(declared.size() == 61);
  CHECK(declared == expected);
}

TEST_CASE("states end and time out as the platform says", "[platform][admarket]") {
  const std::set<std::string> terminal{"COMPLETED", "CANCELLED", "EXPIRED", "REFUNDED", "RESOLVED"};
  const std::map<std::string, int> hours{
      {"CREATED", 72},
      {"NEGOTIATING", 72},
      {"TERMS_AGREED", 48},
      {"AWAITING_PAYMENT", 48},
      {"AWAITING_CREATIVE", 48},
      {"CREATIVE_SUBMITTED", 72},
      {"CREATIVE_REVISION", 48},
      {"AWAITING_POSTING_PLAN", 48},
      {"AWAITING_MANUAL_POST", 24},
      {"POSTED", 72},
  };
  for (const auto& state : deals().states) {
    CAPTURE(state.name);
    CHECK(state.terminal == terminal.contains(state.name));
    const auto limit = hours.find(state.name);
    REQUIRE(state.limit.has_value() == (limit != hours.end()));
    if (state.limit) CHECK(*state.limit == std::chrono::hours{limit->second});
    CHECK(state.limit_hours.has_value() == (state.name == "POSTED"));
    CHECK_FALSE(state.meaning.empty());
  }
}

TEST_CASE("only the system makes the moves that post, verify, complete, expire and resolve",
          "[platform][admarket]") {
  const std::vector<std::string> everybody{"ADVERTISER", "PUBLISHER", "SYSTEM"};
  const std::vector<std::string> only_system{"SYSTEM"};
  const std::map<std::string, std::vector<std::string>> exceptions{
      {"CREATIVE_SUBMITTED", {"PUBLISHER", "SYSTEM"}},
      {"CREATIVE_REVISION", {"ADVERTISER", "SYSTEM"}},
      {"CREATIVE_APPROVED", {"ADVERTISER", "SYSTEM"}},
      {"POSTING", only_system},
      {"POSTED", only_system},
      {"VERIFIED", only_system},
      {"COMPLETED", only_system},
      {"EXPIRED", only_system},
      {"RESOLVED", only_system},
  };
  CHECK(deals().transitions.size() == 21);
  for (const auto& transition : deals().transitions) {
    CAPTURE(transition.to);
    const auto exception = exceptions.find(transition.to);
    CHECK(transition.roles == (exception == exceptions.end() ? everybody : exception->second));
    CHECK_FALSE(transition.by.empty());
    CHECK_FALSE(transition.effects.empty());
  }
}

std::vector<std::string> names(const Expressions& expressions) {
  std::vector<std::string> result;
  for (const auto& [name, sql] : expressions) result.push_back(name);
  return result;
}

TEST_CASE("a move writes the columns and event data of its target", "[platform][admarket]") {
  struct Writes {
    std::vector<std::string> sets;
    std::vector<std::string> tables;
    std::vector<std::string> data;
  };
  const std::map<std::string, Writes> expected{
      {"NEGOTIATING", {}},
      {"TERMS_AGREED", {{}, {}, {"fromStatus"}}},
      {"AWAITING_PAYMENT", {{"escrowStatus"}, {}, {"fromStatus"}}},
      {"FUNDED",
       {{"escrowStatus", "escrowAmount", "platformFeeAmount", "publisherAmount"},
        {"escrow_wallets", "transactions"},
        {"fromStatus"}}},
      {"AWAITING_CREATIVE", {}},
      {"CREATIVE_SUBMITTED", {{}, {"creatives"}, {}}},
      {"CREATIVE_REVISION", {{}, {"creatives"}, {"feedback"}}},
      {"CREATIVE_APPROVED", {{}, {"creatives"}, {}}},
      {"AWAITING_POSTING_PLAN", {}},
      {"POSTING_PLAN_AGREED",
       {{"postingMethod", "scheduledTime", "postingGuaranteeTermHours", "manualPostWindowHours",
         "postingPlanAgreedAt"},
        {"deal_posting_plan_proposals", "deal_posting_plan_proposals"},
        {"proposalId"}}},
      {"AWAITING_MANUAL_POST", {}},
      {"SCHEDULED", {{}, {}, {"proposalId"}}},
      {"POSTING", {}},
      {"POSTED", {{"postedAt"}, {}, {"messageId", "channelId"}}},
      {"VERIFIED", {{"verifiedAt"}, {}, {"verificationDuration"}}},
      {"COMPLETED", {{"completedAt"}, {"deal_chat_bridges"}, {"verificationDuration"}}},
      {"CANCELLED", {{}, {"deal_chat_bridges"}, {}}},
      {"EXPIRED", {{"notes"}, {"deal_chat_bridges"}, {}}},
      {"REFUNDED", {{"notes"}, {"deal_chat_bridges"}, {}}},
      {"DISPUTED", {{}, {"disputes"}, {"disputeId"}}},
      {"RESOLVED", {{}, {"deal_chat_bridges"}, {"disputeId"}}},
  };
  for (const auto& transition : deals().transitions) {
    CAPTURE(transition.to);
    REQUIRE(expected.contains(transition.to));
    const auto& writes = expected.at(transition.to);
    std::vector<std::string> tables;
    for (const auto& write : transition.writes) tables.push_back(write.table);
    CHECK(names(transition.sets) == writes.sets);
    CHECK(tables == writes.tables);
    CHECK(names(transition.data) == writes.data);
    const auto is_funded = transition.to == "FUNDED";
    CHECK(transition.guards ==
          (is_funded ? std::vector<std::string>{"price_in_nano", "deposit_seen"} : std::vector<std::string>{}));
  }
}

TEST_CASE("no move claims that money left the escrow", "[platform][admarket]") {
  for (const auto& transition : deals().transitions) {
    for (const auto& [column, sql] : transition.sets) {
      if (column != "escrowStatus") continue;
      CAPTURE(transition.to, sql);
      for (const auto* state : {"RELEAS", "REFUND"}) CHECK(sql.find(state) == std::string::npos);
    }
  }
}

TEST_CASE("amounts are nano-TON in the ledger and decimal TON in offers", "[platform][admarket]") {
  for (const auto* column : {"agreedPrice", "escrowAmount", "platformFeeAmount", "publisherAmount"}) {
    const auto format = pack().money_of("deals", column);
    REQUIRE(format);
    CHECK(format->unit == "TON");
    CHECK(format->scale == 9);
    CHECK(format->minor_units);
  }
  const auto offer = pack().money_of("ad_formats", "priceAmount");
  REQUIRE(offer);
  CHECK_FALSE(offer->minor_units);
  CHECK(offer->scale == 0);
  CHECK_FALSE(pack().money_of("deals", "currency"));
}

TEST_CASE("keys, mail contents and addresses are classified", "[platform][admarket]") {
  CHECK(pack().is_in_class("secret", "escrow_wallets", "encryptedKey"));
  CHECK(pack().is_in_class("secret", "user_telegram_sessions", "session_encrypted"));
  CHECK(pack().is_in_class("personal", "users", "username"));
  CHECK(pack().is_in_class("financial", "users", "walletAddress"));
  CHECK(pack().is_in_class("content", "deal_events", "data"));
  CHECK(pack().is_in_class("linkable", "deals", "postedMessageId"));
  CHECK_FALSE(pack().is_in_class("secret", "deals", "status"));
  std::map<std::string, std::size_t> sizes;
  for (const auto& entry : pack().classes) sizes[entry.name] = entry.columns.size();
  CHECK(sizes == std::map<std::string, std::size_t>{
                     {"secret", 5}, {"personal", 13}, {"financial", 14}, {"content", 25}, {"linkable", 5}});
}

TEST_CASE("the trail and the mappings name what the application writes", "[platform][admarket]") {
  const auto& kind = *pack().find_kind("deals");
  CHECK(kind.label == "dealNumber");
  CHECK(kind.trail.history_column == "statusHistory");
  CHECK(names(kind.trail.history_entry) == std::vector<std::string>{"status", "timestamp", "actor"});
  CHECK(kind.trail.event_table == "deal_events");
  CHECK(names(kind.trail.event).size() == 9);
  CHECK(pack().history == HistoryFormat::prisma);
  CHECK(pack().ids == IdFormat::cuid);
  CHECK(pack().audit->columns.size() == 10);
  CHECK(pack().audit->actor_type == "ADMIN");
  CHECK(pack().categories->parent == "parentId");
  CHECK(pack().config->updated == "updatedAt");
  CHECK(pack().files.list(pack().migrations).size() > 1);
}

}  // namespace
}  // namespace admctl::platform
