/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_model.h"

struct model_vrrp_instance
fake_instance(uint8_t priority)
{
	static const struct model_vrrp_address vips[] = {
	    {.prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}}};

	return (struct model_vrrp_instance){
	    .name = "VI_1",
	    .interface = "eth0",
	    .family = ADDR_V4,
	    .vrid = 51,
	    .version = 2,
	    .priority = priority,
	    .initial_state = VRRP_BACKUP,
	    .advert_int_cs = 100,
	    .preempt = true,
	    .auth = VRRP_AUTH_PASS,
	    .auth_pass = {'1',                    '1', '1',                    '1'},
	    .down_timer_adverts = 3,
	    .lease_s = 5,
	    .group = { ADDR_V4,       {224, 0, 0, 18}   },
	    .addresses = vips,
	    .addresses_len = 1,
	    .garp = {				 .master_delay_ms = 5000,
			  .master_repeat = 5,
			  .master_refresh_repeat = 1,
			  .lower_prio_delay_ms = 5000,
			  .lower_prio_repeat = 5}
        };
}

struct vrrp_engine *
fake_engine(const struct model_vrrp_instance *instances, size_t len)
{
	struct model model = {.instances = instances, .instances_len = len};

	return vrrp_engine_new(&model, 1);
}
