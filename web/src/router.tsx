import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { formatQuery, parseQuery, type RawSearch } from './lib/list_codec';
import { Gate } from './shell/gate';
import { NotFound } from './shell/not_found';
import { PageFault } from './ui/state_panel';

const rawSearch = (search: RawSearch): RawSearch => search;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/setup/setup_page')),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/setup/sign_in_page')),
});

const app = createRoute({ getParentRoute: () => root, id: 'app', component: Gate });

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/home/home_page')),
});

const flow = createRoute({
  getParentRoute: () => app,
  path: '/flow',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/flow/flow_page')),
});

const sprint = createRoute({
  getParentRoute: () => app,
  path: '/sprint',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/sprint/sprint_page')),
});

const quality = createRoute({
  getParentRoute: () => app,
  path: '/quality',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/quality/quality_page')),
});

// A link that was too long for an address; it leads on to what is stored under its id.
const storedLink = createRoute({
  getParentRoute: () => app,
  path: '/l/$id',
  component: lazyRouteComponent(() => import('./scope/stored_link_page')),
});

const issues = createRoute({
  getParentRoute: () => app,
  path: '/issues',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/issues/issues_page')),
});

const jql = createRoute({
  getParentRoute: () => app,
  path: '/jql',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/jql/jql_page')),
});

const issue = createRoute({
  getParentRoute: () => app,
  path: '/issues/$key',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/issue/issue_page')),
});

const integrations = createRoute({
  getParentRoute: () => app,
  path: '/integrations',
  component: lazyRouteComponent(() => import('./pages/integrations/integrations_page')),
});

const connect = createRoute({
  getParentRoute: () => app,
  path: '/integrations/connect/jira',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/connect/connect_page')),
});

const connection = createRoute({
  getParentRoute: () => app,
  path: '/integrations/$id',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/integrations/connection_page')),
});

const progress = createRoute({
  getParentRoute: () => app,
  path: '/integrations/$id/progress',
  component: lazyRouteComponent(() => import('./pages/progress/progress_page')),
});

const verify = createRoute({
  getParentRoute: () => app,
  path: '/integrations/$id/verify',
  component: lazyRouteComponent(() => import('./pages/verify/verify_page')),
});

const calendar = createRoute({
  getParentRoute: () => app,
  path: '/admin/calendar',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/calendar/calendar_page')),
});

const writes = createRoute({
  getParentRoute: () => app,
  path: '/writes',
  validateSearch: rawSearch,
  component: lazyRouteComponent(() => import('./pages/writes/writes_page')),
});

// The address as the API names it.
const verifyByApi = createRoute({
  getParentRoute: () => app,
  path: '/connections/$id/verify',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/integrations/$id/verify', params });
  },
});

const routeTree = root.addChildren([
  setup,
  signIn,
  app.addChildren([
    home,
    flow,
    sprint,
    quality,
    storedLink,
    issues,
    jql,
    issue,
    integrations,
    connect,
    connection,
    progress,
    verify,
    verifyByApi,
    calendar,
    writes,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch: parseQuery,
  stringifySearch: formatQuery,
  defaultPreload: 'intent',
  defaultErrorComponent: PageFault,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
