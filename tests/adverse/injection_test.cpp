// Names that packets, captures and files carry, made to do something where they are shown: to a
// terminal, a JSON reader, a spreadsheet, a reader of lines. Runs the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "adverse/hostile_capture.h"
#include "output/escape.h"
#include "support/json_check.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;

const std::vector<std::vector<std::string>>& all_outputs() {
  static const std::vector<std::vector<std::string>> outputs{{"--format", "text", "--stats"},
                                                             {"--format", "json", "--stats"},
                                                             {"--format", "csv", "--stats"},
                                                             {"--format", "events", "--stats"},
                                                             {"--view", "services"},
                                                             {"--view", "hosts"},
                                                             {"--view", "netstat"},
                                                             {"--view", "findings"},
                                                             {"--self-check"},
                                                             {"--explain", "1"},
                                                             {"--explain", "2"},
                                                             {"--explain", "5"}};
  return outputs;
}

// True where a terminal shows every character as one, and a reader of lines sees no other lines
// than there are: UTF-8 without anything that is_unsafe() but the ends of lines.
testing::AssertionResult is_inert(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character character = decode_utf8(text.substr(at));
    const bool ends_line = text[at] == '\n' || text.substr(at).starts_with("\r\n");
    if (character.size == 0 || (is_unsafe(character.code_point) && !ends_line)) {
      return testing::AssertionFailure()
             << "at " << at << " of: "
             << testing::PrintToString(std::string(text.substr(at > 40 ? at - 40 : 0, 80)));
    }
    at += character.size;
  }
  return testing::AssertionSuccess();
}

// Rows of cells, as RFC 4180 has them.
std::vector<std::vector<std::string>> parse_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& cell = rows.back().back();
    if (text[i] == '"') {
      if (quoted && text.substr(i + 1).starts_with('"'))
        cell += text[i++];
      else
        quoted = !quoted;
    } else if (!quoted && text[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && text.substr(i).starts_with("\r\n")) {
      rows.push_back({""});
      ++i;
    } else {
      cell += text[i];
    }
  }
  rows.pop_back();
  return rows;
}

bool is_number(const std::string& cell) {
  char* end = nullptr;
  std::strtod(cell.c_str(), &end);
  return !cell.empty() && *end == '\0';
}

// No cell is a formula, and each row has as many as the header, which no packet has a part in.
void expect_csv_is_plain(std::string_view text) {
  const auto rows = parse_csv(text);
  ASSERT_GT(rows.size(), 1u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].size(), rows[0].size());
    for (const std::string& cell : rows[i]) {
      const bool may_begin_formula = !cell.empty() && std::strchr("=+-@\t\r", cell[0]) != nullptr;
      EXPECT_FALSE(may_begin_formula && !is_number(cell)) << cell;
    }
  }
}

void expect_json_lines(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(JsonCheck::is_value(line)) << line;
  }
}

std::ptrdiff_t count_lines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

class Injection : public testing::TestWithParam<Hostile> {
 protected:
  ProgramResult run(std::vector<std::string> arguments) const {
    const ProgramResult result =
        run_program({.arguments = std::move(arguments), .directory = directory_.path()});
    EXPECT_TRUE(is_inert(result.output));
    EXPECT_TRUE(is_inert(result.error));
    return result;
  }
  // The same for a conversation with a name that is harmless, and as long.
  std::string tame() const { return std::string(GetParam().bytes.size(), 'a'); }
  // Not every name can be one of a file.
  bool is_file_name() const {
    return GetParam().bytes.find_first_of({"/\0", 2}) == std::string::npos;
  }

  TemporaryDirectory directory_;
};

TEST_P(Injection, OfNamesInPacketsIsInertInEachOutput) {
  NamedCapture(GetParam().bytes).write(directory_.path() / "hostile");
  NamedCapture(tame()).write(directory_.path() / "tame");
  for (const auto& options : all_outputs()) {
    SCOPED_TRACE(options[0] + " " + options.back());
    const std::string& format = options.size() > 1 ? options[1] : options[0];
    const auto run_on = [&](const char* file) {
      std::vector<std::string> arguments{"-r", file};
      arguments.insert(arguments.end(), options.begin(), options.end());
      return run(arguments);
    };
    const ProgramResult hostile = run_on("hostile");
    EXPECT_EQ(hostile.exit_status, 0) << hostile.error;
    EXPECT_EQ(count_lines(hostile.error), count_lines(run_on("tame").error));
    if (options[0] != "--explain") {  // which wraps lines
      EXPECT_EQ(count_lines(hostile.output), count_lines(run_on("tame").output));
    }
    if (format == "csv") expect_csv_is_plain(hostile.output);
    if (format == "json") expect_json_lines(hostile.output);
  }
}

TEST_P(Injection, OfNamesOfFilesIsInertInEachError) {
  if (!is_file_name()) GTEST_SKIP() << "no file can have this name";
  const std::string& name = GetParam().bytes;
  NamedCapture(tame()).write(directory_.path() / "tame");
  const std::string capture = read_file(directory_.path() / "tame");
  const auto expect_one_line = [](const ProgramResult& result, int exit_status) {
    EXPECT_EQ(result.exit_status, exit_status) << result.error;
    EXPECT_EQ(count_lines(result.error), 1) << result.error;
  };
  expect_one_line(run({"-r", name}), 1);
  expect_one_line(run({"-r", "tame", "-o", name + "/missing"}), 1);
  expect_one_line(run({"-r", "tame", "-w", name + "/missing"}), 1);
  expect_one_line(run({"-r", "tame", "--geoip", name}), 1);
  write_file(directory_.path() / name, "no capture at all");
  expect_one_line(run({"-r", name}), 1);
  EXPECT_EQ(run({"-r", directory_.path()}).exit_status, 0);  // says that it skips it
  write_file(directory_.path() / name, capture.substr(0, capture.size() - 5));
  expect_one_line(run({"-r", name}), 3);
  EXPECT_EQ(run({"-r", name, "-r", "tame", "--stats"}).exit_status, 3);
}

TEST_P(Injection, OfArgumentsIsInertInEachError) {
  const std::string name = GetParam().bytes.c_str();  // an argument ends at a NUL
  NamedCapture(tame()).write(directory_.path() / "tame");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"-r", "tame", "--format", name},
                                             {"-r", "tame", "--" + name},
                                             {"-r", "tame", "--view", name},
                                             {"-r", "tame", "--start", name},
                                             {"-r", "tame", "--memory", name},
                                             {"-r", "tame", "--local", name},
                                             {"-r", "tame", "--idle-timeout", name},
                                             {"-r", "tame", "--explain", name},
                                             {"-r", "tame", "host " + name},
                                             {"-i", name}}) {
    const ProgramResult result = run(arguments);
    EXPECT_NE(result.exit_status, 0) << arguments.back();
    EXPECT_EQ(count_lines(result.error), 1) << result.error;
  }
}

std::string title_of(const testing::TestParamInfo<Hostile>& info) {
  return info.param.title;
}

INSTANTIATE_TEST_SUITE_P(All, Injection, testing::ValuesIn(hostile_names()), title_of);

// Who takes a name in pieces must find all of it in what is shown.
TEST(NamedCapture, ShowsItsNameEverywhere) {
  const TemporaryDirectory directory;
  NamedCapture("tame-name").write(directory.path() / "tame");
  const ProgramResult json =
      run_program({.arguments = {"-r", "tame", "--format", "json"}, .directory = directory.path()});
  for (const char* field :
       {R"("server_name":"tame-name)", R"("domain":"tame-name)", "SSH-2.0-tame-name",
        R"("user_agent")", R"("question":{"name":"tame-name.test)"}) {
    EXPECT_THAT(json.output, HasSubstr(field));
  }
}

}  // namespace
}  // namespace flowsnoop::test
