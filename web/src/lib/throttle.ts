/** Calls at once, then at most once per `waitMs`; the last call is never lost. */
export function makeThrottle(run: () => void, waitMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pending = false;
  const fire = () => {
    pending = false;
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (pending) fire();
    }, waitMs);
  };
  const call = () => {
    if (timer === undefined) fire();
    else pending = true;
  };
  call.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    pending = false;
  };
  return call;
}
