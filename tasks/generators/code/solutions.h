#pragma once

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "base/json.h"

// The native solvers. Those of the stdin form stand in solutions/, one file a family, and need
// nothing but the standard library: the same text, with a main, is the C++ reference of a problem.
// Those of the function form take the arguments of the method.

namespace rbench {

using StreamSolver = void(std::istream& in, std::ostream& out,
                          const std::vector<int64_t>& parameters);

StreamSolver BracketCost;
StreamSolver CappedStore;
StreamSolver ChainCoins;
StreamSolver DigitRounds;
StreamSolver DigitRules;
StreamSolver EditCost;
StreamSolver FencePoints;
StreamSolver FreeRectangle;
StreamSolver KeySort;
StreamSolver Knapsack;
StreamSolver LampCycles;
StreamSolver LatticeWalks;
StreamSolver LeaperBoard;
StreamSolver LeapYears;
StreamSolver LetterRun;
StreamSolver LocalPeaks;
StreamSolver MachineTime;
StreamSolver MergePiles;
StreamSolver PlatformJumps;
StreamSolver PrimeFactorQueries;
StreamSolver RangeLedger;
StreamSolver Regions;
StreamSolver ResidueQueries;
StreamSolver RoomCount;
StreamSolver RoundTrip;
StreamSolver ShapeMatches;
StreamSolver SmallestOrder;
StreamSolver SubarrayResidue;
StreamSolver TollRoute;
StreamSolver TreePairs;

using CallSolver = Json(const std::vector<Json>& arguments, const std::vector<int64_t>& p);

CallSolver CloseSplits;
CallSolver CommonFactor;
CallSolver CoverLength;
CallSolver FavouriteWord;
CallSolver FreeTickets;
CallSolver KthDistinct;
CallSolver LimitedWindow;
CallSolver MovingShift;
CallSolver OddPrecedence;
CallSolver PairBits;
CallSolver RecurrenceTerms;
CallSolver RingBeads;
CallSolver ScaledInversions;
CallSolver SortedSets;
CallSolver SpacedSubsequence;
CallSolver SubsetWindow;
CallSolver SubtreeCounts;
CallSolver TakeAway;

}  // namespace rbench
