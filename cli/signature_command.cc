#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/signature.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/model_flags.h"

namespace rbench {

int SignatureCommand(const std::vector<std::string>& arguments) {
  Flags flags(
      "signature [flags]",
      "One hash over fixed verdicts and fixed tokens and log-probabilities of the embedded model. "
      "It is the same on every CPU, for "
      "every batch size, thread count and order; a change that alters it alters results.",
      {"rbench signature", "rbench signature --threads 1 --max-batch 1"});
  ModelFlags model;
  EngineFlags engine_flags;
  LogFlags log;
  bool verdicts_only = false;
  model.AddTo(flags);
  engine_flags.AddTo(flags);
  log.AddTo(flags);
  flags.AddSwitch("--verdicts-only", &verdicts_only, "without a model");
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;

  ProgressOptions log_options = log.Options();
  log_options.quiet = true;
  Progress progress(log_options);
  std::unique_ptr<CpuEngine> engine;
  if (!verdicts_only) {
    auto opened = OpenEngine(model, engine_flags, progress);
    if (!opened) return Fail(opened.error());
    engine = std::move(*opened);
  }
  auto signature = ComputeSignature(engine.get());
  if (!signature) return Fail(signature.error());
  Print(fmt::format("signature {}\nverdicts  {} ({} cases)\n", signature->hex, signature->verdicts,
                    signature->num_cases));
  if (engine != nullptr)
    Print(fmt::format("tokens    {} ({} tokens)\n", signature->tokens, signature->num_tokens));
  return kExitOk;
}

}  // namespace rbench
