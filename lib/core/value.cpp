#include "lib/core/value.hpp"

#include <algorithm>
#include <unordered_map>

namespace admctl {
namespace {

bool has_duplicates(const std::vector<Object::Member>& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const auto& member : members) keys.push_back(member.first);
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

}  // namespace

Object::Object() = default;
Object::Object(std::initializer_list<Member> members) : Object{std::vector<Member>{members}} {}

Object::Object(std::vector<Member> members) {
  if (!has_duplicates(members)) {
    members_ = std::move(members);
    return;
  }
  // Views of the keys in members_ stay valid because it never grows beyond what is reserved.
  members_.reserve(members.size());
  std::unordered_map<std::string_view, Value*> places;
  for (auto& [key, value] : members) {
    if (const auto place = places.find(key); place != places.end()) {
      *place->second = std::move(value);
      continue;
    }
    auto& member = members_.emplace_back(std::move(key), std::move(value));
    places.emplace(member.first, &member.second);
  }
}

Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Value& Object::operator[](std::string_view key) & {
  for (auto& [name, value] : members_) {
    if (name == key) return value;
  }
  return members_.emplace_back(std::string{key}, Value{}).second;
}

const Value* Object::find(std::string_view key) const& {
  const auto it = std::ranges::find(members_, key, &Member::first);
  return it == members_.end() ? nullptr : &it->second;
}

void Object::erase(std::string_view key) {
  std::erase_if(members_, [&](const Member& member) { return member.first == key; });
}

void Object::erase_nulls() {
  std::erase_if(members_, [](const Member& member) { return member.second.is_null(); });
}

bool Object::empty() const { return members_.empty(); }
std::size_t Object::size() const { return members_.size(); }

bool operator==(const Object& a, const Object& b) {
  return a.size() == b.size() && std::ranges::all_of(a.members_, [&](const Object::Member& member) {
           const auto* other = b.find(member.first);
           return other && *other == member.second;
         });
}

const Value& Value::at(std::string_view key) const {
  static const Value null;
  const auto* object = as_object();
  const auto* found = object ? object->find(key) : nullptr;
  return found ? *found : null;
}

std::string Value::string_or(std::string_view otherwise) const {
  const auto* text = as_string();
  return text ? *text : std::string{otherwise};
}

Array to_array(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace admctl
