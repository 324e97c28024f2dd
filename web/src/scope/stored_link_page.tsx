import { useQuery } from '@tanstack/react-query';
import { useParams, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { asProblem } from '../api/problem';
import { linkQuery } from '../api/views';
import { LinkButton } from '../ui/link_button';
import { Page } from '../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../ui/state_panel';
import { kViewPaths } from './view_rules';

/** Leads on to the page and query that are stored under the id of the link. */
export default function StoredLinkPage() {
  const { id } = useParams({ from: '/app/l/$id' });
  const link = useQuery(linkQuery(id));
  const router = useRouter();
  useEffect(() => {
    if (link.data) router.history.replace(kViewPaths[link.data.page] + link.data.search);
  }, [link.data, router]);
  const missing = link.error !== null && asProblem(link.error).status === 404;
  return (
    <Page title="Link" heading="Opening a link">
      {missing ? (
        <StatePanel
          icon="link"
          title="Nothing is stored under this link"
          action={<LinkButton to="/">Go to Home</LinkButton>}
        >
          <p>It may be cut, or from another server. Ask for it again.</p>
        </StatePanel>
      ) : link.error ? (
        <ErrorPanel error={link.error} onRetry={() => void link.refetch()} />
      ) : (
        <Loading what="the link" />
      )}
    </Page>
  );
}
