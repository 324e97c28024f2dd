// Versions of a connection's configuration: kept, listed, never overwritten.
#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class ConfigurationTest : public StoreTest {};

TEST_P(ConfigurationTest, IsSavedOnlyOverTheVersionThatWasRead) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":1}", UserId(1), 1).error().code,
            ErrorCode::kConflict);
  const auto feed = tenant.load_feed(0, 1000)->head;
  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":1}", UserId(1), 0)->version, 1);
  EXPECT_GT(tenant.load_feed(0, 1000)->head, feed) << "followers are told";
  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":2}", UserId(2), 0).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ((*tenant.load_configuration(instance))->document, "{\"a\":1}");
  EXPECT_EQ(tenant.save_configuration(instance, "{\"a\":2}", UserId(2), 1)->version, 2);
}

TEST_P(ConfigurationTest, VersionsAreListedNewestFirst) {
  TenantStore tenant = make_tenant();
  const InstanceId instance = connect(tenant);
  EXPECT_TRUE(tenant.list_configurations(instance, 10)->empty());
  for (int i = 1; i <= 3; ++i)
    ASSERT_TRUE(tenant.save_configuration(instance, std::to_string(i), UserId(i)).ok());
  const auto all = tenant.list_configurations(instance, 2).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].version, 3);
  EXPECT_EQ(all[0].document, "3");
  EXPECT_EQ(all[0].by, UserId(3));
  EXPECT_EQ(all[1].version, 2);
  EXPECT_TRUE(tenant.list_configurations(InstanceId(99), 10)->empty());
}

TL_ON_BOTH_DATABASES(ConfigurationTest);

}  // namespace
}  // namespace tl::store
