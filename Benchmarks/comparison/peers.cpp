// nlohmann's json::diff and simdjson's parser on one pair of files: parse and compare again and again; prints JSON.
//
//     peers nlohmann|simdjson LEGACY CANDIDATE SECONDS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <simdjson.h>
#include <sstream>
#include <string>
#include <vector>

static std::string read(const char *path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) { std::cerr << "cannot read " << path << "\n"; std::exit(2); }
    return text.str();
}

// The most memory that this process ever had, in bytes.
static long peak() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmHWM:", 0) == 0) return std::atol(line.c_str() + 6) * 1024;
    return 0;
}

int main(int count, char **arguments) {
    if (count != 5) { std::cerr << "usage: peers nlohmann|simdjson LEGACY CANDIDATE SECONDS\n"; return 64; }
    const std::string library = arguments[1];
    const std::string left = read(arguments[2]), right = read(arguments[3]);
    const double seconds = std::atof(arguments[4]);

    std::string found;
    const simdjson::padded_string paddedLeft(left), paddedRight(right);
    simdjson::dom::parser leftParser, rightParser;
    std::function<void()> compare = [&] {
        const auto patch = nlohmann::json::diff(nlohmann::json::parse(left), nlohmann::json::parse(right));
        found = std::to_string(patch.size()) + " operations";
    };
    if (library == "simdjson") {
        compare = [&] {
            const auto first = leftParser.parse(paddedLeft).error();
            const auto second = rightParser.parse(paddedRight).error();
            if (first || second) { std::cerr << "not JSON\n"; std::exit(1); }
            found = "parsed only";
        };
    }
    using Clock = std::chrono::steady_clock;
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    do {
        const auto begin = Clock::now();
        compare();
        times.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    } while (Clock::now() < end);
    std::sort(times.begin(), times.end());
    std::printf("{\"seconds\": %.9f, \"rounds\": %zu, \"peak\": %ld, \"found\": \"%s\"}\n", times[times.size() / 2],
                times.size(), peak(), found.c_str());
}
