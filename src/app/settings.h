// What the program can be told: on the command line, or by environment (THROUGHLINE_*).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tl::app {

struct Settings {
  std::string data = "throughline-data";  // directory: databases, master key, setup token
  std::string database;                   // "" SQLite in `data`, else postgresql://...
  std::string listen = "127.0.0.1:8080";  // address:port; port 0 takes a free one
  std::string public_url;                 // how people and Jira reach us; "" as set up, else listen
  std::string tls_cert;
  std::string tls_key;
  std::vector<std::string> trusted_proxies;
  std::string atlassian_gateway;   // "" https://api.atlassian.com
  int64_t lens_memory_mib = 2048;  // above this, lenses not used for longest leave memory
  std::string test_clock;          // file; tests only
  std::string port_file;           // the port in use is written here once the server answers
  bool verbose = false;
};

// "127.0.0.1:8080", "[::1]:8080", ":8080" (all addresses). False when it is none of these.
bool parse_listen(const std::string& text, std::string& address, uint16_t& port);

}  // namespace tl::app
