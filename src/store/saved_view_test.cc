// Saved views and short links: whose they are, what each person makes of them, what others see.
#include <gtest/gtest.h>

#include "store/store_fixture.h"

namespace tl::store {
namespace {

class SavedViewTest : public StoreTest {
 protected:
  static SavedView view(UserId owner, const std::string& name, bool shared = false) {
    SavedView made;
    made.owner = owner;
    made.page = "flow";
    made.name = name;
    made.search = "?v=1&project=ACME";
    made.shared = shared;
    return made;
  }
  static std::vector<std::string> names(const TenantStore& tenant, UserId user) {
    std::vector<std::string> out;
    const auto views = tenant.list_views(user).value();
    for (const SavedView& one : views) out.push_back(one.name);
    return out;
  }
  const UserId ada_{1};
  const UserId bob_{2};
};

using Names = std::vector<std::string>;

TEST_P(SavedViewTest, PrivateOnesAreTheirOwnersAlone) {
  TenantStore tenant = make_tenant();
  const auto mine = tenant.create_view(view(ada_, "b mine"));
  ASSERT_TRUE(mine.ok());
  ASSERT_TRUE(tenant.create_view(view(ada_, "a ours", true)).ok());
  EXPECT_EQ(names(tenant, ada_), (Names{"a ours", "b mine"}));
  EXPECT_EQ(names(tenant, bob_), (Names{"a ours"}));
  EXPECT_EQ(tenant.load_view(bob_, mine->id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(tenant.delete_view(bob_, mine->id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(tenant.set_view_star(bob_, mine->id, true).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(tenant.load_view(ada_, mine->id)->search, "?v=1&project=ACME");
  EXPECT_TRUE(names(make_tenant(), ada_).empty()) << "another tenant";
}

TEST_P(SavedViewTest, AChangeNeedsTheRevisionThatWasRead) {
  TenantStore tenant = make_tenant();
  SavedView one = tenant.create_view(view(ada_, "one")).value();
  one.name = "two";
  const auto changed = tenant.update_view(ada_, one);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->name, "two");
  EXPECT_EQ(changed->revision, 2);
  EXPECT_EQ(tenant.update_view(ada_, one).error().code, ErrorCode::kConflict);
}

TEST_P(SavedViewTest, StarAndDefaultAreOfAPersonAndOneDefaultAPage) {
  TenantStore tenant = make_tenant();
  const std::string one = tenant.create_view(view(ada_, "one", true))->id;
  const std::string two = tenant.create_view(view(ada_, "two", true))->id;
  ASSERT_TRUE(tenant.set_view_star(bob_, one, true).ok());
  ASSERT_TRUE(tenant.set_view_star(bob_, one, true).ok()) << "twice is once";
  ASSERT_TRUE(tenant.set_view_default(bob_, one, true).ok());
  ASSERT_TRUE(tenant.set_view_default(bob_, two, true).ok());
  EXPECT_FALSE(tenant.load_view(bob_, one)->is_default);
  EXPECT_TRUE(tenant.load_view(bob_, two)->is_default);
  EXPECT_TRUE(tenant.load_view(bob_, one)->starred);
  EXPECT_FALSE(tenant.load_view(ada_, one)->starred);
  ASSERT_TRUE(tenant.set_view_default(bob_, one, false).ok()) << "it is not; nothing happens";
  EXPECT_TRUE(tenant.load_view(bob_, two)->is_default);

  SavedView hidden = tenant.load_view(ada_, one).value();
  hidden.shared = false;
  ASSERT_TRUE(tenant.update_view(ada_, hidden).ok());
  hidden = tenant.load_view(ada_, one).value();
  hidden.shared = true;
  ASSERT_TRUE(tenant.update_view(ada_, hidden).ok());
  EXPECT_FALSE(tenant.load_view(bob_, one)->starred) << "it went when the view was private";

  ASSERT_TRUE(tenant.delete_view(ada_, two).ok());
  EXPECT_EQ(names(tenant, bob_), (Names{"one"}));
}

TEST_P(SavedViewTest, LinksOfOneAddressAreOneLink) {
  TenantStore tenant = make_tenant();
  const auto link = tenant.save_link("flow", "?v=1&type=Bug");
  ASSERT_TRUE(link.ok());
  EXPECT_EQ(tenant.save_link("flow", "?v=1&type=Bug")->id, link->id);
  EXPECT_NE(tenant.save_link("issues", "?v=1&type=Bug")->id, link->id);
  EXPECT_EQ(tenant.load_link(link->id)->search, "?v=1&type=Bug");
  EXPECT_EQ(make_tenant().load_link(link->id).error().code, ErrorCode::kNotFound);
}

TL_ON_BOTH_DATABASES(SavedViewTest);

}  // namespace
}  // namespace tl::store
