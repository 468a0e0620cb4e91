// The smallest pack that uses most keys; tests break it in one place.
#pragma once

#include <string>
#include <string_view>

namespace admctl::test {

inline constexpr std::string_view small_pack = R"(platform: shop
title: Shop
history: native
ids: uuid
money:
  - unit: USD
    scale: 2
    columns: [orders.total]
kinds:
  order:
    plural: orders
    title: Order
    table: orders
    key: id
    state: status
    updated: updated_at
    parties:
      - role: BUYER
        column: buyer_id
        table: people
    related:
      - name: items
        table: items
        column: order_id
        show: [id]
    trail:
      history:
        column: history
        state: to
        time: at
        entry: {to: op.to_state, at: op.now}
      events:
        table: events
        row: {order_id: r.id, kind: "'moved'", at: op.now}
        record: order_id
        time: at
        type: kind
    guards:
      paid: {holds: r.paid, sentence: It must be paid.}
    lifecycle:
      initial: new
      states:
        new: {meaning: fresh, limit: 48h}
        packed: {meaning: in a box}
        done: {meaning: over, terminal: true}
      transitions:
        - to: packed
          from: [new]
        - to: done
          from: [new, packed]
          guards: [paid]
          set: {done_at: op.now}
          writes:
            - update: items
              where: t.order_id = r.id
              set: {sent: "true"}
            - insert: mails
              when: r.total > 0
              values: {id: op.new_id}
categories:
  table: groups
  key: id
  slug: slug
  file: categories.yaml
classes:
  personal: [people.name]
scenarios:
  unpaid:
    title: A paid order looks unpaid
    kind: order
    state: new
    set: {paid: "false"}
    recovery: {to: done, reason: paid by hand}
)";

// The text with its one occurrence of `from` replaced. Throws when there is none, or more than one.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace admctl::test
