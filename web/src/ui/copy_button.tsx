import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from './icon';

interface Props extends Pick<ButtonProps, 'variant' | 'size'> {
  text: string;
  /** On the button; without it the button says Copy. */
  label?: string;
  /** What is copied, for those who hear the button; needed where there is no label. */
  what?: string;
}

const kSaidMs = 3000;

/** Copies a text; says so for three seconds, also when the browser refuses. */
export function CopyButton(props: Props) {
  const { text, label = 'Copy', what, variant = 'default', size = 'compact-sm' } = props;
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), kSaidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('copied');
    } catch {
      setSaid('refused');
    }
  };
  return (
    <Button
      variant={variant}
      size={size}
      leftSection={<Icon name={said === 'copied' ? 'check' : 'copy'} size={13} />}
      onClick={() => void copy()}
    >
      {what && <span className="sr">{what}: </span>}
      <span role="status">
        {said === 'copied' ? 'Copied' : said === 'refused' ? 'Select and copy by hand' : label}
      </span>
    </Button>
  );
}
