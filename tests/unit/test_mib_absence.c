/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#include "mib/mib_absence.h"

static const char usual[] = "unix:/var/agentx/master";

TEST(an_address_has_a_path_when_it_is_of_the_file_system)
{
	assert_string_equal(mib_absence_path(usual), "/var/agentx/master");
	assert_string_equal(mib_absence_path("/run/agentx"), "/run/agentx");
	assert_null(mib_absence_path("tcp:localhost:705"));
	assert_null(mib_absence_path("localhost:705"));
}

TEST(each_reason_says_what_snmpds_configuration_wants)
{
	static const struct {
		const char *socket;
		int err;
		const char *word;
	} cases[] = {
	    {usual,               EACCES,  "agentXPerms"    },
	    {usual,               ENOENT,  "master agentx"  },
	    {usual,               ENOTDIR, "snmp_socket"    },
	    {usual,               0,       "left its socket"},
	    {"tcp:localhost:705", 0,       "agentXSocket"   },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_non_null(strstr(
		    mib_absence_advice(cases[i].socket, cases[i].err), cases[i].word));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_has_a_path_when_it_is_of_the_file_system),
	    cmocka_unit_test(each_reason_says_what_snmpds_configuration_wants),
	};

	return cmocka_run_group_tests_name("mib_absence", tests, NULL, NULL);
}
