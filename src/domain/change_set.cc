#include "domain/change_set.h"

#include <iterator>

namespace tl::domain {
namespace {

template <typename T>
void move_all(std::vector<T>& into, std::vector<T>& from) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
  from.clear();
}

}  // namespace

void ChangeSet::append(ChangeSet&& other) {
  move_all(issues, other.issues);
  move_all(histories, other.histories);
  move_all(records, other.records);
  move_all(refetch, other.refetch);
}

}  // namespace tl::domain
