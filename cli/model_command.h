#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/model_flags.h"
#include "models/model_spec.h"

namespace rbench {

// The words after "rbench model", in the order of its help: one explicit table.
const std::vector<Command>& ModelCommands();

int ModelShowCommand(const std::vector<std::string>& arguments);
int ModelVerifyCommand(const std::vector<std::string>& arguments);
int ModelExportCommand(const std::vector<std::string>& arguments);
int ModelCheckCommand(const std::vector<std::string>& arguments);

// The model that stands without a flag ("rbench model show PATH"), opened; the embedded one where
// there is none. More than one is an error.
Result<Checkpoint> OpenNamedModel(ModelFlags& model, const std::vector<std::string>& names);

}  // namespace rbench
