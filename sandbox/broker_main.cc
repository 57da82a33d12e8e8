// rbench-sandbox: the broker (broker.h) with its slots. Started by sandbox.cc; of no use by hand.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "sandbox/broker.h"
#include "sandbox/canary.h"

int main(int argc, char** argv) {
  // Inside of a slot this program is what tries the walls.
  if (argc == 1 && std::strcmp(argv[0], "program") == 0) {
    std::string name;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) {
      name += static_cast<char>(c);
    }
    return rbench::PerformCanary(name);
  }
  rbench::BrokerOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&](const char* flag) -> const char* {
      const std::string prefix = std::string(flag) + "=";
      return word.compare(0, prefix.size(), prefix) == 0 ? argv[i] + prefix.size() : nullptr;
    };
    if (const char* slots = value("--slots")) {
      options.slots = std::atoi(slots);
    } else if (const char* python = value("--python")) {
      options.python = python;
    } else if (const char* headers = value("--headers")) {
      options.headers = headers;
    } else if (word == "--no-landlock") {
      options.landlock = false;
    } else if (word == "--no-cgroups") {
      options.cgroups = false;
    } else if (const char* unwalled = value("--unsafe-no-sandbox")) {
      options.unwalled = unwalled;
    } else {
      std::fprintf(stderr, "rbench-sandbox: unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  return rbench::RunBroker(options);
}
