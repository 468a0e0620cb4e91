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
  std::set<std::string> targets;
  for (const auto& transition : deals().transitions) {
    CAPTURE(transition.to);
    targets.insert(transition.to);
    const auto exception = exceptions.find(transition.to);
    CHECK(transition.roles == (exception == exceptions.end() ? everybody : exception->second));
    CHECK_FALSE(transition.by.empty());
    CHECK_FALSE(transition.effects.empty());
  }
  CHECK(targets.size() == 21);
}

std::vector<std::string> names(const Expressions& expressions) {
  std::vector<std::string> result;
  for (const auto& [name, sql] : expressions) result.push_back(name);
  return result;
}

// "REFUNDED" when one rule leads there, "REFUNDED from POSTED" when several do.
std::string rule_name(const Transition& transition) {
  const auto same = std::ranges::count(deals().transitions, transition.to, &Transition::to);
  return same == 1 ? transition.to : transition.to + " from " + transition.from.front();
}

TEST_CASE("a move writes the columns and event data of its target", "[platform][admarket]") {
  struct Writes {
    std::vector<std::string> sets;
    std::vector<std::string> tables;
    std::vector<std::string> data;
  };
  const std::vector<std::string> refund_tables{"transactions", "transactions", "escrow_wallets",
                                               "deal_chat_bridges"};
  const std::string plans = "deal_posting_plan_proposals";
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
        {plans, plans, plans},
        {"proposalId"}}},
      {"AWAITING_MANUAL_POST", {}},
      {"SCHEDULED", {{}, {plans, plans}, {"proposalId"}}},
      {"POSTING", {}},
      {"POSTED", {{"postedAt"}, {}, {"messageId", "channelId"}}},
      {"VERIFIED", {{"verifiedAt"}, {}, {"verificationDuration"}}},
      {"COMPLETED",
       {{"completedAt", "escrowStatus"},
        {"transactions", "transactions", "transactions", "escrow_wallets", "deal_chat_bridges"},
        {"verificationDuration"}}},
      {"CANCELLED", {{}, {"deal_chat_bridges"}, {}}},
      {"EXPIRED", {{"notes"}, {"deal_chat_bridges"}, {}}},
      {"REFUNDED from CANCELLED", {{"escrowStatus"}, refund_tables, {}}},
      {"REFUNDED from POSTED", {{"notes", "escrowStatus"}, refund_tables, {"violationType"}}},
      {"REFUNDED from DISPUTED",
       {{"escrowStatus"},
        {"disputes", "transactions", "transactions", "escrow_wallets", "deal_chat_bridges"},
        {"disputeId"}}},
      {"DISPUTED", {{}, {"disputes"}, {"disputeId"}}},
      {"RESOLVED",
       {{"escrowStatus"},
        {"disputes", "transactions", "transactions", "transactions", "transactions", "transactions",
         "transactions", "escrow_wallets", "deal_chat_bridges"},
        {"disputeId"}}},
  };
  CHECK(deals().transitions.size() == expected.size());
  for (const auto& transition : deals().transitions) {
    CAPTURE(rule_name(transition));
    REQUIRE(expected.contains(rule_name(transition)));
    const auto& writes = expected.at(rule_name(transition));
    std::vector<std::string> tables;
    for (const auto& write : transition.writes) tables.push_back(write.table);
    CHECK(names(transition.sets) == writes.sets);
    CHECK(tables == writes.tables);
    CHECK(names(transition.data) == writes.data);
  }
}

TEST_CASE("a move of a deal asks for what its target state requires, and checks what can be checked",
          "[platform][admarket]") {
  struct Asks {
    std::vector<std::string> inputs;  // required ones end in '!'
    std::vector<std::string> guards;
  };
  const std::map<std::string, Asks> expected{
      {"NEGOTIATING", {}},
      {"TERMS_AGREED", {}},
      {"AWAITING_PAYMENT", {{}, {"fee_rate_allowed", "paid_in_ton"}}},
      {"FUNDED", {{"txHash"}, {"price_in_nano", "deposit_seen", "transactions_are_new"}}},
      {"AWAITING_CREATIVE", {{}, {"funding_recorded"}}},
      {"CREATIVE_SUBMITTED", {{"text"}, {"funding_recorded", "creative_exists"}}},
      {"CREATIVE_REVISION", {{"feedback"}, {"creative_under_review"}}},
      {"CREATIVE_APPROVED", {{}, {"creative_reviewed"}}},
      {"AWAITING_POSTING_PLAN", {{}, {"creative_approved"}}},
      {"POSTING_PLAN_AGREED",
       {{"scheduledTime", "postingGuaranteeTermHours"}, {"creative_approved", "plan_is_known", "one_plan"}}},
      {"AWAITING_MANUAL_POST", {{"manualPostWindowHours"}, {"creative_approved", "plan_agreed"}}},
      {"SCHEDULED",
       {{"scheduledTime!"}, {"creative_approved", "plan_agreed", "channel_can_publish", "not_published_yet"}}},
      {"POSTING", {{}, {"creative_approved", "plan_agreed", "not_published_yet"}}},
      {"POSTED", {{"postedMessageId!", "postedAt"}, {"posted_in_the_past"}}},
      {"VERIFIED", {{}, {"post_on_record", "post_still_there", "window_passed"}}},
      {"COMPLETED",
       {{"releaseTxHash", "feeTxHash"},
        {"post_on_record", "verified_on_record", "money_held", "shares_recorded", "not_refunded",
         "release_is_whole", "transactions_are_new"}}},
      {"CANCELLED", {{}, {"funding_recorded", "not_published_yet"}}},
      {"EXPIRED", {{}, {"funding_recorded", "idle_for_a_week"}}},
      {"REFUNDED from CANCELLED", {{"txHash"}, {"refund_confirmed", "not_paid_out", "transactions_are_new"}}},
      {"REFUNDED from POSTED",
       {{"txHash", "deletedAt", "violationType"}, {"not_paid_out", "transactions_are_new"}}},
      {"REFUNDED from DISPUTED",
       {{"resolvedBy", "resolution", "txHash"},
        {"dispute_exists", "decided_as_refund", "resolver_known", "not_paid_out", "transactions_are_new"}}},
      {"DISPUTED", {{"initiatorRole", "disputeReason", "description", "evidence"}, {}}},
      {"RESOLVED",
       {{"outcome", "advertiserRefundPercent", "resolvedBy", "resolution", "releaseTxHash", "feeTxHash",
         "refundTxHash"},
        {"dispute_exists", "outcome_known", "not_full_refund", "percent_fits", "resolver_known",
         "evidence_fits_outcome", "transactions_are_new"}}},
  };
  for (const auto& transition : deals().transitions) {
    CAPTURE(rule_name(transition));
    REQUIRE(expected.contains(rule_name(transition)));
    std::vector<std::string> inputs;
    for (const auto& input : transition.inputs) inputs.push_back(input.name + (input.required ? "!" : ""));
    CHECK(inputs == expected.at(rule_name(transition)).inputs);
    CHECK(transition.guards == expected.at(rule_name(transition)).guards);
  }
}

TEST_CASE("no move claims that money left the escrow unless the operator gave the transaction",
          "[platform][admarket]") {
  const auto names_evidence = [](const std::string& sql) {
    return sql.find("TxHash'") + 1 || sql.find("'txHash'") + 1;
  };
  for (const auto& transition : deals().transitions) {
    CAPTURE(rule_name(transition));
    for (const auto& [column, sql] : transition.sets) {
      if (column != "escrowStatus" || sql.find("RELEAS") == sql.find("REFUND")) continue;
      CAPTURE(sql);
      CHECK(names_evidence(sql));
    }
    for (const auto& write : transition.writes) {
      if (write.table != "transactions" && write.table != "escrow_wallets") continue;
      CAPTURE(write.table, write.where);
      // A deposit is money that comes in.
      CHECK((transition.to == "FUNDED" || names_evidence(write.where)));
    }
  }
}

TEST_CASE("every kind says who moves it, what is left to do, and when what happened", "[platform][admarket]") {
  for (const auto& kind : pack().kinds) {
    CAPTURE(kind.name);
    CHECK_FALSE(kind.timeline.empty());
    CHECK_FALSE(kind.terms.empty());
    CHECK(std::ranges::find(kind.list, kind.state) != kind.list.end());
    for (const auto& party : kind.parties) {
      CHECK((party.table != "users" ||
             party.find == std::vector<std::string>{"telegramId", "walletAddress", "username"}));
    }
    for (const auto& transition : kind.lifecycle.transitions) {
      CAPTURE(transition.to);
      CHECK_FALSE(transition.roles.empty());
      CHECK_FALSE(transition.by.empty());
      CHECK_FALSE(transition.effects.empty());
    }
  }
}

TEST_CASE("a deal's money, creative, plan, chat and disputes are locked while its guards look at them",
          "[platform][admarket]") {
  std::set<std::string> locked;
  for (const auto& related : pack().find_kind("deal")->related) {
    if (related.lock) locked.insert(related.table);
  }
  CHECK(locked == std::set<std::string>{"escrow_wallets", "transactions", "creatives",
                                        "deal_posting_plan_proposals", "deal_chat_bridges", "disputes"});
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
  CHECK(pack().categories.front().parent == "parentId");
  CHECK(pack().config->stores.front().updated == "updatedAt");
  CHECK(pack().files.list(pack().migrations).size() > 1);
}

}  // namespace
}  // namespace admctl::platform
