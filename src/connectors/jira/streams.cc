#include "connectors/jira/streams.h"

namespace tl::connectors::jira {

const std::vector<Stream>& backfill_streams() {
  static const std::vector<Stream> streams = {
      {{"catalogue", "Fields & statuses", Millis(), "items"}, read_catalogue},
      {{"projects", "Projects", Millis(), "projects"}, read_projects},
      {{"people", "People", Millis(), "people"}, read_people},
      {{"issues", "Issues, history & worklogs", Millis(), "issues"}, read_issues},
      {{"boards", "Boards & sprints", Millis(), "boards and sprints"}, read_boards},
  };
  return streams;
}

const std::vector<Stream>& poll_streams() {
  static const std::vector<Stream> streams = {
      {{"poll.issues", "Changed issues", minutes(5), "issues"}, poll_issues},
      {{"poll.worklogs", "Changed worklogs", minutes(5), "worklogs"}, poll_worklogs},
      {{"poll.sprints", "Sprints", minutes(15), "sprints"}, poll_sprints},
      {{"poll.catalogue", "Fields, statuses & projects", hours(1), "items"}, poll_catalogue},
      {{"poll.people", "People", hours(24), "people"}, read_people},
  };
  return streams;
}

const Stream* find_stream(std::string_view id) {
  for (const auto* streams : {&backfill_streams(), &poll_streams()}) {
    for (const Stream& stream : *streams) {
      if (stream.info.id == id) return &stream;
    }
  }
  return nullptr;
}

}  // namespace tl::connectors::jira
