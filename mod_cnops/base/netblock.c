/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "base/netblock.h"

#include <apr_strings.h>
#include <arpa/inet.h>
#include <string.h>

#define V4_BITS       32
#define V6_BITS       128
#define V4_BLOCK_BITS 24
#define V6_BLOCK_BITS 56
#define MAPPED_LEN    12 /* bytes of the prefix ::ffff: in front of an IPv4 address */

typedef struct address_t {
    unsigned char bytes[16];
    int bits; /* V4_BITS or V6_BITS */
} address_t;

static bool is_mapped(const unsigned char bytes[16])
{
    static const unsigned char prefix[MAPPED_LEN] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

    return memcmp(bytes, prefix, MAPPED_LEN) == 0;
}

static bool parse_address(address_t *address, const char *ip)
{
    memset(address, 0, sizeof *address);
    address->bits = V4_BITS;
    if (inet_pton(AF_INET, ip, address->bytes) == 1)
        return true;
    if (inet_pton(AF_INET6, ip, address->bytes) != 1)
        return false;
    if (is_mapped(address->bytes))
        memmove(address->bytes, address->bytes + MAPPED_LEN, V4_BITS / 8);
    else
        address->bits = V6_BITS;
    return true;
}

static void clear_host(address_t *address, int prefix)
{
    for (int bit = prefix; bit < address->bits; bit++)
        address->bytes[bit / 8] &= (unsigned char)~(0x80 >> (bit % 8));
}

/* Refuses a leading zero: some programs would read the number as octal. */
static bool parse_prefix(int *pprefix, const char *text, int max)
{
    int prefix = 0;

    if (*text == '\0' || strlen(text) > 3 || (text[0] == '0' && text[1] != '\0'))
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        prefix = prefix * 10 + (*text - '0');
    }
    *pprefix = prefix;
    return prefix <= max;
}

/* Refuses an IPv4-mapped address with a prefix length: some readers would count the length
 * from the start of the IPv6 address, others from the start of the IPv4 address. */
static bool parse_block(address_t *address, int *pprefix, const char *cidr)
{
    char ip[INET6_ADDRSTRLEN];
    const char *slash = strchr(cidr, '/');
    const apr_size_t len = slash ? (apr_size_t)(slash - cidr) : strlen(cidr);

    if (len >= sizeof ip)
        return false;
    memcpy(ip, cidr, len);
    ip[len] = '\0';
    if (!parse_address(address, ip))
        return false;
    *pprefix = address->bits;
    if (!slash)
        return true;
    if (address->bits == V4_BITS && strchr(ip, ':'))
        return false;
    return parse_prefix(pprefix, slash + 1, address->bits);
}

const char *cnops_netblock_of(const char *ip, apr_pool_t *pool)
{
    char text[INET6_ADDRSTRLEN];
    address_t address;

    if (!ip || !parse_address(&address, ip))
        return "unknown";
    const bool is_v4 = address.bits == V4_BITS;
    const int prefix = is_v4 ? V4_BLOCK_BITS : V6_BLOCK_BITS;
    clear_host(&address, prefix);
    inet_ntop(is_v4 ? AF_INET : AF_INET6, address.bytes, text, sizeof text);
    return apr_psprintf(pool, "%s/%d", text, prefix);
}

static bool is_same(const address_t *a, const address_t *b)
{
    return a->bits == b->bits && memcmp(a->bytes, b->bytes, (size_t)a->bits / 8) == 0;
}

bool cnops_netblock_contains(const char *cidr, const char *ip)
{
    address_t block;
    address_t address;
    int prefix;

    if (!parse_block(&block, &prefix, cidr) || !parse_address(&address, ip))
        return false;
    if (block.bits != address.bits)
        return false;
    clear_host(&address, prefix);
    clear_host(&block, prefix);
    return is_same(&address, &block);
}

bool cnops_netblock_is_valid(const char *cidr)
{
    address_t block;
    int prefix;

    if (!parse_block(&block, &prefix, cidr))
        return false;
    address_t network = block;
    clear_host(&network, prefix);
    return is_same(&network, &block);
}
