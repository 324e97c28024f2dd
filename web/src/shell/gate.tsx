import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/problem';
import { useMe, useSetupState } from '../api/session';
import { ErrorPanel, Loading } from '../ui/state_panel';
import { Shell } from './shell';

/** Lets signed-in people in; sends others to the first run or to sign-in, and back afterwards. */
export function Gate() {
  const me = useMe();
  const refused = me.error instanceof ApiProblem && me.error.status === 401;
  if (me.data && !refused) return <Shell me={me.data} />;
  if (refused) return <SignInFirst />;
  if (me.error) return <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />;
  return <Loading height={0} what="your session" />;
}

function SignInFirst() {
  const setup = useSetupState();
  const navigate = useNavigate();
  const router = useRouter();
  const [here] = useState(() => router.state.location.href);
  useEffect(() => {
    if (setup.isPending) return;
    if (setup.data?.needed) void navigate({ to: '/setup', replace: true });
    else void navigate({ to: '/sign-in', search: here === '/' ? {} : { to: here }, replace: true });
  }, [setup.isPending, setup.data, navigate, here]);
  return <Loading height={0} what="sign-in" />;
}
