#include "threads/in_order.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace flowsnoop {
namespace {

// Keeps the numbers of the elements that it worked on, and hands them over to a list.
class Counter : public StretchWorker {
 public:
  explicit Counter(std::vector<std::size_t>& list) : list_(list) {}

  void work(std::size_t begin, std::size_t end) override {
    numbers_.resize(end - begin);
    std::iota(numbers_.begin(), numbers_.end(), begin);
  }
  void hand_over() override { list_.insert(list_.end(), numbers_.begin(), numbers_.end()); }

 private:
  std::vector<std::size_t>& list_;
  std::vector<std::size_t> numbers_;
};

template <typename Worker>
std::vector<std::unique_ptr<StretchWorker>> make_workers(std::size_t count,
                                                         std::vector<std::size_t>& list) {
  std::vector<std::unique_ptr<StretchWorker>> workers;
  while (workers.size() < count) workers.push_back(std::make_unique<Worker>(list));
  return workers;
}

TEST(InOrder, HandsOverEveryElementOnceAndInOrder) {
  for (const unsigned threads : {1u, 2u, 5u}) {
    for (const std::size_t workers : {1u, 2u, 7u}) {
      for (const std::size_t count : {0u, 1u, 9u, 10u, 11u, 1000u}) {
        std::vector<std::size_t> list;
        work_in_order(count, 10, threads, make_workers<Counter>(workers, list));
        std::vector<std::size_t> expected(count);
        std::iota(expected.begin(), expected.end(), std::size_t{0});
        EXPECT_EQ(list, expected) << threads << " threads, " << workers << " workers";
      }
    }
  }
}

TEST(InOrder, ThrowsWhatWorkingThrew) {
  class Failing : public Counter {
   public:
    using Counter::Counter;
    void work(std::size_t begin, std::size_t end) override {
      if (begin == 500) throw std::runtime_error("work");
      Counter::work(begin, end);
    }
  };
  std::vector<std::size_t> list;
  EXPECT_THROW(work_in_order(1000, 10, 3, make_workers<Failing>(6, list)), std::runtime_error);
  EXPECT_LE(list.size(), 500u) << "nothing after what is missing";
}

TEST(InOrder, ThrowsWhatHandingOverThrew) {
  class Failing : public Counter {
   public:
    using Counter::Counter;
    void hand_over() override { throw std::runtime_error("hand_over"); }
  };
  std::vector<std::size_t> list;
  EXPECT_THROW(work_in_order(1000, 10, 3, make_workers<Failing>(6, list)), std::runtime_error);
}

}  // namespace
}  // namespace flowsnoop
