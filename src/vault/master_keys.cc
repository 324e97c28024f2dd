#include "vault/master_keys.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"

namespace tl::vault {
namespace {

class File {
 public:
  File(const std::string& name, int flags) : fd_(::open(name.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

Error file_error(std::string_view doing, const std::string& file) {
  const int code = errno;
  return make_error(code == ENOSPC ? ErrorCode::kDiskFull : ErrorCode::kInvalidArgument,
                    std::string(doing) + " " + file + ": " + std::strerror(code));
}

void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

}  // namespace

MasterKey make_master_key(std::string_view key) {
  return {sha256(key).substr(0, kKeyIdBytes), SecretText(key)};
}

MasterKey fresh_master_key() {
  std::string bytes(kKeyBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  MasterKey key = make_master_key(bytes);
  wipe(bytes);
  return key;
}

Result<MasterKey> parse_master_key(std::string_view base64) {
  auto bytes = base64_decode(trim(base64));
  if (!bytes || bytes->size() != kKeyBytes) {
    return make_error(ErrorCode::kUnreadable, "a master key must be base64 of 32 bytes");
  }
  MasterKey key = make_master_key(*bytes);
  wipe(*bytes);
  return key;
}

Result<std::vector<MasterKey>> parse_key_file(std::string_view text) {
  std::vector<MasterKey> keys;
  for (const std::string_view raw_line : split(text, '\n')) {
    const std::string_view line = trim(raw_line);
    if (line.empty() || line.front() == '#') continue;
    const size_t space = line.find(' ');
    TL_TRY(MasterKey key,
           parse_master_key(line.substr(space == std::string_view::npos ? 0 : space + 1)));
    if (space != std::string_view::npos && line.substr(0, space) != to_hex(key.id)) {
      return make_error(ErrorCode::kUnreadable, "a master key does not match its id");
    }
    keys.push_back(std::move(key));
  }
  if (keys.empty()) return make_error(ErrorCode::kUnreadable, "the key file holds no key");
  return keys;
}

std::string render_key_line(const MasterKey& key) {
  return to_hex(key.id) + " " + base64_encode(key.key.reveal()) + "\n";
}

Result<std::optional<std::string>> read_key_file(const std::string& file) {
  const File in(file, O_RDONLY);
  if (in.fd() < 0 && errno == ENOENT) return std::optional<std::string>();
  if (in.fd() < 0) return file_error("cannot read", file);
  struct stat info{};
  if (::fstat(in.fd(), &info) == 0 && (info.st_mode & 077) != 0) {
    return make_error(ErrorCode::kUnreadable, file + " may be read by others: run chmod 600 on it");
  }
  std::string text(64 << 10, '\0');
  const ssize_t size = ::read(in.fd(), text.data(), text.size());
  if (size < 0) return file_error("cannot read", file);
  text.resize(static_cast<size_t>(size));
  return std::optional(std::move(text));
}

Result<void> write_key_file(const std::string& file, std::string_view text) {
  const std::string fresh = file + ".new";
  {
    const File out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (out.fd() < 0) return file_error("cannot write", fresh);
    const ssize_t size = ::write(out.fd(), text.data(), text.size());
    if (size != static_cast<ssize_t>(text.size()) || ::fsync(out.fd()) != 0) {
      return file_error("cannot write", fresh);
    }
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) return file_error("cannot write", file);
  const File dir(file.substr(0, file.rfind('/')), O_RDONLY | O_DIRECTORY);
  if (dir.fd() < 0 || ::fsync(dir.fd()) != 0) return file_error("cannot sync the folder of", file);
  return {};
}

}  // namespace tl::vault
