#include "reports/run_record.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

RunRecord MakeRecord() {
  RunRecord record;
  record.identity.model.sha256 = "of the model";
  TaskRunIdentity task;
  task.task = "math500";
  task.grader = "math/1/0123abcd";
  record.identity.tasks = {task};
  record.rbench_version = "1.2.3";
  record.certificate = {"of the suite", "math/1/5632caf4"};
  record.skipped_rows["theoremqa"]["needs a picture"] = 53;
  record.model = "small.gguf";
  return record;
}

// Readers of run.json rely on the members and on their order: additions only.
TEST(RunRecordTest, HasItsMembersInTheirOrder) {
  std::vector<std::string> keys;
  const Json json = RunRecordToJson(MakeRecord());
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"schema", "run_id", "rbench", "state", "identity",
                                            "certificate", "counts", "scores", "model", "timings",
                                            "machine"}));
  EXPECT_EQ(json["identity"]["tasks"]["math500"]["grader"], "math/1/0123abcd");
  EXPECT_EQ(DumpJson(json["counts"]),
            "{\"problems\":0,\"attempts\":0,\"ungraded\":0,"
            "\"skipped_rows\":{\"theoremqa\":{\"needs a picture\":53}}}");
  EXPECT_EQ(DumpJson(json["certificate"]),
            "{\"suite_sha256\":\"of the suite\",\"grader\":\"math/1/5632caf4\"}");
}

// A new certificate does not make another experiment: a run can be continued and topped up.
TEST(RunRecordTest, TheCertificateIsNoPartOfTheIdentity) {
  RunRecord record = MakeRecord();
  const Json before = RunRecordToJson(record);
  record.certificate = {"of another suite", "math/2/99999999"};
  const Json after = RunRecordToJson(record);
  EXPECT_NE(before["certificate"], after["certificate"]);
  EXPECT_EQ(before["run_id"], after["run_id"]);
  EXPECT_FALSE(IdentityDifference(before["identity"], after["identity"]).has_value());
  record.identity.tasks[0].grader = "math/2/99999999";
  EXPECT_NE(before["run_id"], RunRecordToJson(record)["run_id"]);
  EXPECT_EQ(IdentityDifference(before["identity"], RunRecordToJson(record)["identity"]),
            "tasks.math500.grader: math/1/0123abcd in the folder, math/2/99999999 asked");
}

TEST(RunRecordTest, IdentitiesAreReadBackAsTheyWereWritten) {
  const RunIdentity identity = MakeRecord().identity;
  const auto read = RunIdentityFromJson(RunIdentityToJson(identity));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(DumpJson(RunIdentityToJson(*read)), DumpJson(RunIdentityToJson(identity)));
  EXPECT_EQ(RunId(*read), RunId(identity));
}

}  // namespace
}  // namespace rbench
