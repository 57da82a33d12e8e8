#pragma once

#include <span>
#include <vector>

#include "reports/answer_classes.h"
#include "reports/attempt.h"
#include "tasks/task.h"

namespace rbench {

// Groups the graded draws of one problem by equal answers. Correct answers are one class; the
// others are compared through the task's own checker (one as the gold, the other as the bare
// answer), with representatives in canonical order, so that the classes do not depend on the order
// of draws. Ungraded draws are left out.
AnswerClasses ClassifyAnswers(const Task& task, const Problem& problem,
                              std::span<const GradedDraw> draws);

}  // namespace rbench
