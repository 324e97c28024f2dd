#include "lens/snapshot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/hash.h"
#include "lens/snapshot_body.h"

namespace tl::lens {
namespace {

constexpr std::string_view kMagic = "TLLENS\r\n";  // a copy that changes line ends breaks it
constexpr size_t kMaxSeal = 100;

// What a reader must have in common with the writer: the columns, fields and kinds there are.
uint64_t schema_hash() {
  std::string schema = "lens";
  const auto add = [&](uint64_t number) { schema += "," + std::to_string(number); };
  add(kSnapshotFormat);
  add(kLensFieldCount);
  add(kChangeFieldCount);
  add(kMaxChunkRows);
  for (size_t i = 0; i < kChangeFieldCount; ++i) {
    add(static_cast<uint64_t>(dictionary_of(static_cast<ChangeField>(i))));
    add(static_cast<uint64_t>(is_many(static_cast<ChangeField>(i))));
  }
  size_t columns = 0;
  const Chunk chunk;
  each_column(chunk, [&](const auto&) { ++columns; });
  add(columns);
  return stable_hash(schema);
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool write(std::string_view data) const {
    while (!data.empty()) {
      const ssize_t done = ::write(fd_, data.data(), data.size());
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      data.remove_prefix(static_cast<size_t>(done));
    }
    return true;
  }
  [[nodiscard]] size_t read(char* into, size_t size) const {
    size_t sum = 0;
    while (sum < size) {
      const ssize_t done = ::read(fd_, into + sum, size - sum);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) break;
      sum += static_cast<size_t>(done);
    }
    return sum;
  }

 private:
  int fd_;
};

Error file_error(std::string_view what, const std::string& file) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return make_error(
      full ? ErrorCode::kDiskFull : ErrorCode::kDatabase,
      std::string(what) + " " + file + ": " + std::generic_category().message(reason));
}

void write_head(SnapshotWriter& out, const SnapshotHead& head) {
  out.bytes(kMagic);
  out.number(schema_hash());
  out.number(head.tenant.value);
  out.text(head.seal);
  out.number(head.position);
  out.number(head.built_at.ms);
  out.number(head.roles);
}

SnapshotHead read_head(SnapshotReader& in) {
  SnapshotHead head;
  std::string magic(kMagic.size(), '\0');
  in.bytes(magic.data(), magic.size());
  if (magic != kMagic) in.fail("it is no snapshot of a lens");
  if (in.number<uint64_t>() != schema_hash()) in.fail("it is of another version");
  head.tenant = TenantId(in.number<int64_t>());
  in.text(head.seal);
  if (head.seal.size() > kMaxSeal) in.fail("its seal is too long");
  head.position = in.number<int64_t>();
  head.built_at = Instant(in.number<int64_t>());
  head.roles = in.number<uint64_t>();
  return head;
}

Error unreadable(const SnapshotReader& in) {
  return make_error(ErrorCode::kUnreadable, in.reason());
}

Result<void> write_file(const std::string& file, const SnapshotHead& head,
                        const LensVersion& version) {
  const File out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (out.fd() < 0) return file_error("cannot create", file);
  SnapshotWriter writer([&](std::string_view data) { return out.write(data); });
  write_head(writer, head);
  write_body(writer, version);
  if (!writer.finish() || ::fsync(out.fd()) != 0) return file_error("cannot write", file);
  return {};
}

}  // namespace

Result<void> save_snapshot(const std::string& file, const SnapshotHead& head,
                           const LensVersion& version) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return file_error("cannot make", folder.string());
  const std::string fresh = file + ".new";
  Result<void> written = write_file(fresh, head, version);
  if (written && ::rename(fresh.c_str(), file.c_str()) != 0)
    written = file_error("cannot put in place", file);
  if (!written) {
    ::unlink(fresh.c_str());
    return written;
  }
  const File dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir.fd() < 0 || ::fsync(dir.fd()) != 0) return file_error("cannot sync", folder.string());
  return {};
}

Result<LoadedSnapshot> load_snapshot(
    const std::string& file, const std::function<Result<void>(const SnapshotHead&)>& check) {
  const File in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  if (in.fd() < 0 && errno == ENOENT) return make_error(ErrorCode::kNotFound, "there is none");
  if (in.fd() < 0 || ::fstat(in.fd(), &about) != 0) return file_error("cannot read", file);
  SnapshotReader reader([&](char* into, size_t size) { return in.read(into, size); },
                        static_cast<uint64_t>(about.st_size));
  LoadedSnapshot loaded;
  loaded.head = read_head(reader);
  if (!reader.ok()) return unreadable(reader);
  TL_CHECK_OK(check(loaded.head));
  loaded.version = read_body(reader, loaded.head.position, loaded.head.built_at);
  if (!reader.finish()) return unreadable(reader);
  return loaded;
}

std::string render_snapshot_body(const LensVersion& version) {
  std::string body;
  SnapshotWriter writer([&](std::string_view data) {
    body += data;
    return true;
  });
  write_body(writer, version);
  (void)writer.finish();
  body.resize(body.size() - sizeof(uint64_t));
  return body;
}

Result<VersionPtr> parse_snapshot_body(std::string_view body) {
  std::string whole(body);
  Checksum sum;
  for (size_t at = 0; at < body.size(); at += kSnapshotBlock)
    sum.add(body.substr(at, kSnapshotBlock));
  const uint64_t value = sum.value();
  whole.append(reinterpret_cast<const char*>(&value), sizeof(value));
  size_t at = 0;
  SnapshotReader reader(
      [&](char* into, size_t size) {
        const size_t done = whole.copy(into, size, at);
        at += done;
        return done;
      },
      whole.size());
  VersionPtr version = read_body(reader, 0, Instant());
  if (!reader.finish()) return unreadable(reader);
  return version;
}

}  // namespace tl::lens
