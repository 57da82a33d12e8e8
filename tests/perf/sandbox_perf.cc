// What sandboxed runs cost beside the same work done without a sandbox, and beside bubblewrap with
// the same isolation: ratios of medians, in rounds that take turns. Every run's output is checked.
// Then, with --runs N, N runs in a row that must leave everything of the broker as it was.
// Fails where a goal is missed.
//
// usage: sandbox_perf [--runs N] [--only NAME]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "sandbox/memory_file.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp_filter.h"
#include "tests/perf/sandbox_remains.h"
#include "tests/support/temp_folder.h"

extern char** environ;

namespace rbench {
namespace {

constexpr int kRounds = 7;

// LiveCodeBench's preamble: what its runner imports before every solution.
constexpr const char* kImports =
    "import string, re, datetime, collections, heapq, bisect, copy, math, random, statistics\n"
    "import itertools, functools, operator, io, sys, json, typing\n";
constexpr const char* kPythonProgram = "n = int(input())\nprint(sum(range(n)))\n";
constexpr const char* kCppTrue = "int main() { return 0; }\n";
// Some sixty lines in the style of a contest.
constexpr const char* kCppSolution = R"(#include <bits/stdc++.h>
using namespace std;
struct Edge { int to; long long weight; };
vector<vector<Edge>> graph;
vector<long long> Distances(int from) {
  vector<long long> distance(graph.size(), LLONG_MAX);
  priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> queue;
  distance[from] = 0;
  queue.emplace(0, from);
  while (!queue.empty()) {
    auto [so_far, at] = queue.top();
    queue.pop();
    if (so_far > distance[at]) continue;
    for (const Edge& edge : graph[at]) {
      if (so_far + edge.weight < distance[edge.to]) {
        distance[edge.to] = so_far + edge.weight;
        queue.emplace(distance[edge.to], edge.to);
      }
    }
  }
  return distance;
}
int main() {
  ios::sync_with_stdio(false);
  int nodes, edges;
  if (!(cin >> nodes >> edges)) return 0;
  graph.resize(nodes);
  map<string, int> names;
  for (int i = 0; i < edges; ++i) {
    int a, b;
    long long weight;
    cin >> a >> b >> weight;
    graph[a].push_back({b, weight});
    graph[b].push_back({a, weight});
    names[to_string(a) + ":" + to_string(b)] = i;
  }
  const vector<long long> distance = Distances(0);
  set<long long> seen(distance.begin(), distance.end());
  string line;
  for (size_t i = 0; i < distance.size(); ++i) {
    if (distance[i] == LLONG_MAX) line += "-1 ";
    else line += to_string(distance[i]) + " ";
  }
  cout << line << "\n" << seen.size() << " " << names.size() << "\n";
}
)";

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] void Stop(const std::string& why) {
  std::fprintf(stderr, "sandbox_perf: %s\n", why.c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Runs `count` times; the median of the times, in milliseconds.
double MedianMs(int count, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    const double begun = Now();
    work();
    times.push_back(1000 * (Now() - begun));
  }
  return Median(std::move(times));
}

struct Side {
  const char* name;
  int count;  // runs in a round
  std::function<void()> work;
};

class Report {
 public:
  explicit Report(std::string only) : only_(std::move(only)) {}
  bool Wanted(const std::string& row) const {
    return only_.empty() || row.find(only_) != std::string::npos;
  }
  // The two sides take turns; the ratio is the median of the rounds' ratios.
  void Compare(const std::string& row, double most, const Side& ours, const Side& theirs) {
    if (!Wanted(row)) return;
    ours.work();  // warm
    theirs.work();
    std::vector<double> a, b, ratios;
    for (int round = 0; round < kRounds; ++round) {
      a.push_back(MedianMs(ours.count, ours.work));
      b.push_back(MedianMs(theirs.count, theirs.work));
      ratios.push_back(a.back() / b.back());
    }
    const double ratio = Median(ratios);
    Say(row, ratio <= most, "%-34s %8.3f ms, %-28s %8.3f ms: ratio %.3f, goal <= %.3g", ours.name,
        Median(a), theirs.name, Median(b), ratio, most);
  }
  template <typename... Values>
  void Say(const std::string& row, bool reached, const char* format, Values... values) {
    std::printf("%-10s ", row.c_str());
    std::printf(format, values...);
    std::printf("%s\n", reached ? "" : "   MISSED");
    std::fflush(stdout);
    missed_ += reached ? 0 : 1;
  }
  int missed() const { return missed_; }

 private:
  const std::string only_;
  int missed_ = 0;
};

// vfork and exec (posix_spawn), input and output through files in memory; the output.
std::string Spawned(const std::vector<std::string>& command, const std::string& input,
                    int expected_exit = 0, int extra_fd = -1) {
  int in = MemoryFile("in");
  int out = MemoryFile("out");
  if (in < 0 || out < 0 || !WriteAll(in, input)) Stop("no memory file");
  ::lseek(in, 0, SEEK_SET);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  if (extra_fd >= 0) ::posix_spawn_file_actions_adddup2(&actions, extra_fd, 9);
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  if (::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ) != 0)
    Stop("cannot start " + command[0]);
  ::posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != expected_exit) Stop(command[0] + " failed");
  std::string output(static_cast<size_t>(std::max<off_t>(::lseek(out, 0, SEEK_END), 0)), '\0');
  if (::pread(out, output.data(), output.size(), 0) < 0) Stop("no output");
  CloseFd(in);
  CloseFd(out);
  return output;
}

RunResult Checked(Sandbox& sandbox, const RunRequest& request, const std::string& output) {
  RunResult result = sandbox.Run(request);
  if (result.status != RunStatus::kOk || result.output != output)
    Stop(std::string("a run ended ") + RunStatusName(result.status) + ": " + result.reason + "\n" +
         result.error);
  return result;
}

bool HasProgram(const std::string& name) {
  return FileExists("/usr/bin/" + name) || FileExists("/usr/local/bin/" + name);
}

// --- launches

void BenchLaunch(Report& report, Sandbox& sandbox, const std::string& folder) {
  const std::string source = folder + "/true.cc";
  const std::string binary = folder + "/true";
  if (!WriteFileAtomic(source, kCppTrue)) Stop("cannot write " + source);
  Spawned({"g++", "-O2", "-static", "-o", binary, source}, "");
  const Side ours = {"sandboxed static true", 60, [&] {
                       Checked(sandbox, {Language::kCpp, kCppTrue, "", {}}, "");
                     }};
  report.Compare("true", 2.6, ours,
                 {"vfork+exec /bin/true", 60, [] { Spawned({"/bin/true"}, ""); }});
  std::printf("           (vfork+exec of the static true: %.3f ms)\n",
              MedianMs(100, [&] { Spawned({binary}, ""); }));
  if (!HasProgram("bwrap")) {
    std::printf("%-10s no bwrap here (Debian package bubblewrap)\n", "bwrap");
    return;
  }
  std::string error;
  const std::vector<sock_filter> filter = BuildSeccompFilter(&error);
  const std::string bytes(reinterpret_cast<const char*>(filter.data()),
                          filter.size() * sizeof(sock_filter));
  // What our box is: all namespaces, a read-only root that holds the program and five devices, a
  // bounded scratch folder in memory, no capabilities, no new namespaces, a bland environment, the
  // same filter.
  std::vector<std::string> command = {"bwrap",
                                      "--unshare-all",
                                      "--unshare-user",
                                      "--disable-userns",
                                      "--die-with-parent",
                                      "--new-session",
                                      "--cap-drop",
                                      "ALL",
                                      "--hostname",
                                      "box",
                                      "--ro-bind",
                                      binary,
                                      "/true",
                                      "--symlink",
                                      "usr/lib",
                                      "/lib",
                                      "--symlink",
                                      "usr/lib64",
                                      "/lib64",
                                      "--symlink",
                                      "/box",
                                      "/tmp",
                                      "--size",
                                      "16777216",
                                      "--tmpfs",
                                      "/box",
                                      "--chdir",
                                      "/box",
                                      "--clearenv",
                                      "--setenv",
                                      "PATH",
                                      "/usr/bin"};
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random"})
    command.insert(command.end(), {"--dev-bind", device, device});
  command.insert(command.end(), {"--remount-ro", "/", "--seccomp", "9", "/true"});
  report.Compare("bwrap", 0.25, ours, {"bwrap", 15, [&] {
                                         int file = MemoryFile("filter");
                                         if (!WriteAll(file, bytes)) Stop("no memory file");
                                         ::lseek(file, 0, SEEK_SET);
                                         Spawned(command, "", 0, file);
                                         CloseFd(file);
                                       }});
}

// --- Python

void BenchPython(Report& report, Sandbox& sandbox, const std::string& folder) {
  const std::string script = folder + "/test.py";
  if (!WriteFileAtomic(script, std::string(kImports) + kPythonProgram)) Stop("cannot write");
  const std::string program = std::string(kImports) + kPythonProgram;
  report.Compare("python", 1.0 / 8,
                 {"sandboxed stdin test", 20,
                  [&] {
                    Checked(sandbox, {Language::kPython, program, "1000\n", {}}, "499500\n");
                  }},
                 {"fresh python3, same imports", 5, [&] {
                    if (Spawned({"/usr/bin/python3", script}, "1000\n") != "499500\n")
                      Stop("python3 gives another output");
                  }});

  // Ten tests of a sample: one process of ours, against one fresh interpreter with the same
  // imports that runs the sample ten times with replaced standard streams.
  const std::string fresh =
      std::string(kImports) + "import sys, io\ncode = compile(" + "'''" + kPythonProgram +
      "''', 'sample', 'exec')\nout = []\nfor n in range(10):\n"
      "  sys.stdin = io.StringIO(f'{n * 100}\\n')\n  keep, sys.stdout = sys.stdout, io.StringIO()\n"
      "  exec(code, {'__name__': '__main__'})\n"
      "  out.append(sys.stdout.getvalue())\n  sys.stdout = keep\nprint(''.join(out), end='')\n";
  const std::string fresh_script = folder + "/sample.py";
  if (!WriteFileAtomic(fresh_script, fresh)) Stop("cannot write");
  std::string wanted;
  TestRequest request;
  request.harness = PythonHarness::kStdin;
  request.source = program;
  for (int n = 0; n < 10; ++n) {
    request.tests.push_back(std::to_string(n * 100) + "\n");
    wanted += std::to_string(n * 100 * (n * 100 - 1) / 2) + "\n";
  }
  report.Compare("ten tests", 1.0 / 5,
                 {"ten tests in one sandboxed process", 20,
                  [&] {
                    const TestsResult result = sandbox.RunTests(request);
                    std::string output;
                    for (const TestOutcome& outcome : result.outcomes) output += outcome.payload;
                    if (output != wanted) Stop("another output: " + output + result.run.reason);
                  }},
                 {"fresh python3 for the sample", 5, [&] {
                    if (Spawned({"/usr/bin/python3", fresh_script}, "") != wanted)
                      Stop("python3 gives another output");
                  }});
}

// --- compiling

void BenchCompile(Report& report, Sandbox& sandbox, const std::string& folder) {
  const std::string source = folder + "/solution.cc";
  const std::string input = "3 2\n0 1 5\n1 2 7\n";
  const std::string output = "0 5 12 \n3 2\n";
  int number = 0;
  const Side compile = {"sandboxed compile and run", 1, [&] {
                          const std::string fresh =
                              kCppSolution + ("// " + std::to_string(++number) + "\n");
                          Checked(sandbox, {Language::kCpp, fresh, input, {}}, output);
                        }};
  report.Compare("compile", 0.55, compile,
                 {"g++ -O2 -std=c++20", 1, [&] {
                    if (!WriteFileAtomic(source, kCppSolution)) Stop("cannot write");
                    Spawned({"g++", "-O2", "-std=c++20", "-o", folder + "/solution", source}, "");
                  }});
  report.Compare("cached", 0.01,
                 {"compiled before, and run", 20,
                  [&] {
                    Checked(sandbox, {Language::kCpp, kCppSolution, input, {}}, output);
                  }},
                 compile);
}

// --- a large client, two slots, the limit

void BenchLargeClient(Report& report, Sandbox& sandbox) {
  if (!report.Wanted("4 GiB")) return;
  constexpr size_t kLarge = size_t{4} << 30;
  const auto launch = [&] { Checked(sandbox, {Language::kCpp, kCppTrue, "", {}}, ""); };
  launch();
  std::vector<double> small, large, ratios;
  for (int round = 0; round < kRounds; ++round) {
    small.push_back(MedianMs(60, launch));
    void* const memory = ::mmap(nullptr, kLarge, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) Stop("no 4 GiB");
    large.push_back(MedianMs(60, launch));
    ::munmap(memory, kLarge);
    ratios.push_back(large.back() / small.back());
  }
  const double ratio = Median(ratios);
  report.Say("4 GiB", ratio <= 1.1,
             "launch from a client of 4 GiB %.3f ms, of 64 MiB %.3f ms: "
             "ratio %.3f, goal <= 1.1",
             Median(large), Median(small), ratio);
}

void BenchTwoSlots(Report& report, Sandbox& sandbox) {
  if (!report.Wanted("slots")) return;
  if (std::thread::hardware_concurrency() < 2) return;
  const RunRequest busy = {Language::kCpp,
                           "#include <cstdio>\nint main() { unsigned x = 1; for (long i = 0; i < "
                           "200000000; ++i) x = x * 1664525u + 1013904223u; std::printf(\"%u\", "
                           "x); }\n",
                           "",
                           {}};
  const std::string output = sandbox.Run(busy).output;
  const auto wall = [&](int threads) {
    const double begun = Now();
    std::vector<std::thread> pool;
    for (int t = 0; t < threads; ++t) {
      pool.emplace_back([&] {
        for (int i = 0; i < 8 / threads; ++i) Checked(sandbox, busy, output);
      });
    }
    for (std::thread& thread : pool) thread.join();
    return Now() - begun;
  };
  wall(2);
  std::vector<double> speedups;
  for (int round = 0; round < kRounds; ++round) {
    const double one = wall(1);
    speedups.push_back(one / wall(2));
  }
  const double speedup = Median(speedups);
  report.Say("slots", speedup >= 1.7, "two slots are %.2f x one, goal >= 1.7", speedup);
}

void BenchLimit(Report& report, Sandbox& sandbox) {
  if (!report.Wanted("limit")) return;
  RunRequest spin = {
      Language::kCpp, "int main() { for (volatile int i = 0;; i = i + 1); }\n", "", {}};
  spin.limits.cpu_s = 0.2;
  std::vector<double> over;
  for (int i = 0; i < 20; ++i) {
    const RunResult result = sandbox.Run(spin);
    if (result.status != RunStatus::kTle) Stop("an endless loop did not end TLE");
    over.push_back(static_cast<double>(result.cpu_us) / 1000 - 200);
  }
  const double worst = *std::max_element(over.begin(), over.end());
  report.Say("limit", worst <= 50,
             "CPU time past the limit when ended: median %.1f ms, worst %.1f "
             "ms, goal <= 10 idle, <= 50 loaded",
             Median(over), worst);
}

// --- what stays

void BenchRemains(Report& report, Sandbox& sandbox, int runs) {
  const auto some = [&](int i) {
    if (i % 4 == 0)
      Checked(sandbox, {Language::kPython, "print(input())", "x\n", {}}, "x\n");
    else
      Checked(sandbox, {Language::kCpp, kCppTrue, "", {}}, "");
  };
  for (int i = 0; i < 2000; ++i) some(i);
  const Remains before = RemainsOf(sandbox.broker_pid());
  const double begun = Now();
  for (int i = 0; i < runs; ++i) some(i);
  const double took = Now() - begun;
  const Remains after = RemainsOf(sandbox.broker_pid());
  const int64_t grown = after.broker.resident_kib - before.broker.resident_kib;
  const bool same = after.broker.descriptors == before.broker.descriptors &&
                    after.broker.threads == before.broker.threads &&
                    after.processes == before.processes && after.mounts == before.mounts &&
                    after.groups == before.groups && after.host.files == before.host.files &&
                    after.host.shared_memory == before.host.shared_memory && grown <= 512;
  report.Say("remains", same,
             "%d runs in %.0f s (%.0f a second): descriptors %zu -> %zu, processes %zu -> %zu, "
             "mounts %zu -> %zu, groups %zu -> %zu, files %zu -> %zu, broker %+ld KiB",
             runs, took, runs / took, before.broker.descriptors, after.broker.descriptors,
             before.processes, after.processes, before.mounts, after.mounts, before.groups,
             after.groups, before.host.files.size(), after.host.files.size(),
             static_cast<long>(grown));
}

int Main(int argc, char** argv) {
  int runs = 4000;
  std::string only;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--runs") == 0) runs = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--only") == 0) only = argv[i + 1];
  }
  TempFolder folder;
  SandboxOptions options;
  options.helpers = RBENCH_HELPERS;
  options.cache = folder.path() + "/cache";
  auto sandbox = Sandbox::Start(options);
  if (!sandbox) Stop(sandbox.error().message);
  std::printf("isolation level %d, %d slots of a kind\n", (*sandbox)->level().level,
              (*sandbox)->level().slots);
  Report report(only);
  BenchLaunch(report, **sandbox, folder.path());
  BenchPython(report, **sandbox, folder.path());
  BenchCompile(report, **sandbox, folder.path());
  BenchLargeClient(report, **sandbox);
  BenchTwoSlots(report, **sandbox);
  BenchLimit(report, **sandbox);
  if (report.Wanted("remains")) BenchRemains(report, **sandbox, runs);
  std::printf("%d goals missed\n", report.missed());
  return report.missed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) { return rbench::Main(argc, argv); }
