/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/sha256.h"

struct vector {
	const char *text;
	const char *hex;
};

/* FIPS 180-4 examples; the last crosses the block in its padding. */
static const struct vector vectors[] = {
    {"",							 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc",						      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"                                                            },
};

TEST(gives_the_digests_of_the_standard)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct sha256 sha;
		char hex[SHA256_HEX_SIZE];

		sha256_init(&sha);
		sha256_put(&sha, vectors[i].text, strlen(vectors[i].text));
		sha256_hex(&sha, hex);
		assert_string_equal(hex, vectors[i].hex);
	}
}

TEST(gives_the_same_in_pieces_of_any_size)
{
	char text[300], whole[SHA256_HEX_SIZE], parts[SHA256_HEX_SIZE];
	struct sha256 sha;

	memset(text, 'x', sizeof(text));
	sha256_init(&sha);
	sha256_put(&sha, text, sizeof(text));
	sha256_hex(&sha, whole);
	for (size_t piece = 1; piece < sizeof(text); piece += 7) {
		sha256_init(&sha);
		for (size_t at = 0; at < sizeof(text); at += piece)
			sha256_put(&sha, text + at,
			    piece < sizeof(text) - at ? piece : sizeof(text) - at);
		sha256_hex(&sha, parts);
		assert_string_equal(parts, whole);
	}
}

TEST(counts_past_a_million_bytes)
{
	struct sha256 sha;
	char hex[SHA256_HEX_SIZE], thousand[1000];

	memset(thousand, 'a', sizeof(thousand));
	sha256_init(&sha);
	for (int i = 0; i < 1000; i++)
		sha256_put(&sha, thousand, sizeof(thousand));
	sha256_hex(&sha, hex);
	assert_string_equal(
	    hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_the_digests_of_the_standard),
	    cmocka_unit_test(gives_the_same_in_pieces_of_any_size),
	    cmocka_unit_test(counts_past_a_million_bytes),
	};

	return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
