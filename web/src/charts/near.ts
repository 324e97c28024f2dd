import { useEffect, useRef, useState, type RefObject } from 'react';

const kMargin = '480px 0px';

/** Is the element on the screen or a screen's half away from it? Used to load and to keep fresh
 *  only what can be seen soon. `seen` stays true once it was near. */
export function useNear<T extends Element>(): {
  ref: RefObject<T | null>;
  near: boolean;
  seen: boolean;
} {
  const ref = useRef<T>(null);
  const [near, setNear] = useState(false);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new IntersectionObserver(
      (entries) => {
        const now = entries.some((entry) => entry.isIntersecting);
        setNear(now);
        if (now) setSeen(true);
      },
      { rootMargin: kMargin },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { ref, near, seen };
}
