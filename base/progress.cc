#include "base/progress.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

namespace rbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kBarInterval = std::chrono::milliseconds(100);
constexpr auto kLineInterval = std::chrono::seconds(2);
constexpr std::string_view kClearLine = "\r\x1b[K";

// "1:02:03", "2:03" or "0:09".
std::string ShownTime(double seconds) {
  const auto whole = static_cast<uint64_t>(std::min(std::max(seconds, 0.0), 3.6e8));
  const uint64_t hours = whole / 3600;
  const uint64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

// The first `columns` characters.
std::string_view Cut(std::string_view text, size_t columns) {
  size_t position = 0;
  while (position < text.size() && columns > 0) {
    NextCodePoint(text, position);
    --columns;
  }
  return text.substr(0, position);
}

// Keys that the event itself uses are not overwritten by its fields.
Json WithFields(Json event, const Json& fields) {
  if (!fields.is_object()) return event;
  for (const auto& [key, value] : fields.items()) {
    if (!event.contains(key)) event[key] = value;
  }
  return event;
}

}  // namespace

struct Progress::Impl {
  explicit Impl(const ProgressOptions& given) : options(given) {}

  ProgressOptions options;
  std::mutex mutex;
  bool active = false;
  bool bar_on_screen = false;
  std::string stage;
  std::string unit;
  std::string note;
  uint64_t total = 0;
  uint64_t done = 0;
  Clock::time_point started;
  std::optional<Clock::time_point> last_shown;

  bool UsesBar() const { return options.format == LogFormat::kText && options.is_terminal; }

  // One write for the whole line where the system allows it. Errors are dropped: there is nowhere
  // to tell them, and a closed terminal must not end a run.
  void Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::write(options.fd, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(count));
    }
  }

  size_t Columns() const {
    winsize size{};
    if (::ioctl(options.fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
  }

  double Elapsed() const { return std::chrono::duration<double>(Clock::now() - started).count(); }

  // Seconds to go at the mean pace so far; nothing before the first step.
  std::optional<double> SecondsLeft() const {
    if (done == 0 || done >= total) return std::nullopt;
    return Elapsed() / static_cast<double>(done) * static_cast<double>(total - done);
  }

  std::string Tail() const {
    std::string tail = fmt::format(" {}/{} {}", done, total, unit);
    if (const auto left = SecondsLeft()) tail += "  ETA " + ShownTime(*left);
    if (done >= total) tail += "  in " + ShownTime(Elapsed());
    if (!note.empty()) tail += "  " + note;
    return tail;
  }

  void DrawBar() {
    constexpr size_t kWidth = 20;
    const double share =
        total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const auto filled = static_cast<size_t>(share * kWidth);
    const std::string line = fmt::format("{} [{}{}]{}", stage, std::string(filled, '='),
                                         std::string(kWidth - filled, ' '), Tail());
    // The last column stays free: some terminals wrap when it is written.
    Write(fmt::format("{}{}", kClearLine, Cut(line, Columns() - 1)));
    bar_on_screen = true;
  }

  void ShowJson(std::string_view event) {
    Json line = {
        {"event", event}, {"stage", stage}, {"done", done}, {"total", total}, {"unit", unit}};
    line["elapsed_s"] = std::round(Elapsed() * 1000) / 1000;
    if (const auto left = SecondsLeft()) line["eta_s"] = std::round(*left * 10) / 10;
    if (!note.empty()) line["note"] = note;
    Write(DumpJson(line) + "\n");
  }

  // Shows the state if it is time to, or where `always`.
  void Show(std::string_view event, bool always) {
    if (options.quiet) return;
    const Clock::time_point now = Clock::now();
    const Clock::duration interval = UsesBar() ? Clock::duration(kBarInterval) : kLineInterval;
    if (!always && last_shown.has_value() && now - *last_shown < interval) return;
    last_shown = now;
    if (options.format == LogFormat::kJson) return ShowJson(event);
    if (options.is_terminal) return DrawBar();
    Write(fmt::format("{}:{}\n", stage, Tail()));
  }

  void EndStage() {
    if (!active) return;
    active = false;
    Show("finish", true);
    if (bar_on_screen) Write("\n");
    bar_on_screen = false;
  }

  void Say(std::string_view level, std::string_view event, std::string_view message,
           const Json& fields) {
    if (options.format == LogFormat::kJson) {
      const Json line = {{"event", event}, {"level", level}, {"message", message}};
      Write(DumpJson(WithFields(line, fields)) + "\n");
      return;
    }
    const std::string prefix = level == "warning" ? "warning: " : "";
    std::string line = prefix + EscapeForTerminal(message) + "\n";
    if (bar_on_screen) line.insert(0, kClearLine);
    Write(line);
    if (bar_on_screen) DrawBar();
  }
};

Progress::Progress(const ProgressOptions& options) : impl_(std::make_unique<Impl>(options)) {}

Progress::~Progress() { Finish(); }

void Progress::Start(std::string_view stage, uint64_t total, std::string_view unit) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->EndStage();
  const bool text = impl_->options.format == LogFormat::kText;
  impl_->stage = text ? EscapeForTerminal(stage) : SanitizeUtf8(stage);
  impl_->unit = text ? EscapeForTerminal(unit) : SanitizeUtf8(unit);
  impl_->note.clear();
  impl_->total = total;
  impl_->done = 0;
  impl_->started = Clock::now();
  impl_->active = true;
  impl_->Show("start", true);
}

void Progress::Advance(uint64_t steps, std::string_view note) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  if (!impl_->active) return;
  impl_->done += std::min(steps, UINT64_MAX - impl_->done);
  if (!note.empty()) {
    impl_->note =
        impl_->options.format == LogFormat::kText ? EscapeForTerminal(note) : SanitizeUtf8(note);
  }
  impl_->Show("progress", false);
}

void Progress::Finish() {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->EndStage();
}

void Progress::Info(std::string_view event, std::string_view message, const Json& fields) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  if (!impl_->options.quiet) impl_->Say("info", event, message, fields);
}

void Progress::Warn(std::string_view event, std::string_view message, const Json& fields) {
  const std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->Say("warning", event, message, fields);
}

}  // namespace rbench
