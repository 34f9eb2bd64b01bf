// Source: https://www.iana.org/assignments/dns-parameters
#include "inspect/dns_numbers.h"

#include <algorithm>
#include <iterator>

namespace flowsnoop {
namespace {

struct NamedNumber {
  std::uint16_t number;
  std::string_view name;
};

// In order of the numbers. Obsolete and experimental ones that are not met any more are left out.
constexpr NamedNumber kTypes[] = {
    {1, "A"},       {2, "NS"},      {5, "CNAME"},     {6, "SOA"},         {10, "NULL"},
    {11, "WKS"},    {12, "PTR"},    {13, "HINFO"},    {14, "MINFO"},      {15, "MX"},
    {16, "TXT"},    {17, "RP"},     {18, "AFSDB"},    {24, "SIG"},        {25, "KEY"},
    {28, "AAAA"},   {29, "LOC"},    {33, "SRV"},      {35, "NAPTR"},      {36, "KX"},
    {37, "CERT"},   {38, "A6"},     {39, "DNAME"},    {41, "OPT"},        {42, "APL"},
    {43, "DS"},     {44, "SSHFP"},  {45, "IPSECKEY"}, {46, "RRSIG"},      {47, "NSEC"},
    {48, "DNSKEY"}, {49, "DHCID"},  {50, "NSEC3"},    {51, "NSEC3PARAM"}, {52, "TLSA"},
    {53, "SMIMEA"}, {55, "HIP"},    {59, "CDS"},      {60, "CDNSKEY"},    {61, "OPENPGPKEY"},
    {62, "CSYNC"},  {63, "ZONEMD"}, {64, "SVCB"},     {65, "HTTPS"},      {99, "SPF"},
    {108, "EUI48"}, {109, "EUI64"}, {249, "TKEY"},    {250, "TSIG"},      {251, "IXFR"},
    {252, "AXFR"},  {253, "MAILB"}, {255, "ANY"},     {256, "URI"},       {257, "CAA"},
    {32769, "DLV"},
};

constexpr NamedNumber kRcodes[] = {
    {0, "NOERROR"},  {1, "FORMERR"},    {2, "SERVFAIL"}, {3, "NXDOMAIN"},  {4, "NOTIMP"},
    {5, "REFUSED"},  {6, "YXDOMAIN"},   {7, "YXRRSET"},  {8, "NXRRSET"},   {9, "NOTAUTH"},
    {10, "NOTZONE"}, {11, "DSOTYPENI"}, {16, "BADVERS"}, {17, "BADKEY"},   {18, "BADTIME"},
    {19, "BADMODE"}, {20, "BADNAME"},   {21, "BADALG"},  {22, "BADTRUNC"}, {23, "BADCOOKIE"},
};

template <std::size_t count>
std::string text(const NamedNumber (&names)[count], std::uint16_t number, const char* prefix) {
  const auto* found =
      std::lower_bound(std::begin(names), std::end(names), number,
                       [](const NamedNumber& a, std::uint16_t b) { return a.number < b; });
  if (found != std::end(names) && found->number == number) return std::string(found->name);
  return prefix + std::to_string(number);
}

}  // namespace

std::string dns_type_text(std::uint16_t type) {
  return text(kTypes, type, "TYPE");
}

std::string dns_rcode_text(std::uint16_t rcode) {
  return text(kRcodes, rcode, "RCODE");
}

}  // namespace flowsnoop
