import { Button } from '@mantine/core';
import { Icon } from './icon';

/** Opens how the numbers of a page were counted. */
export function HowButton({ onClick }: { onClick: () => void }) {
  return (
    <Button variant="default" leftSection={<Icon name="question" />} onClick={onClick}>
      How was this counted?
    </Button>
  );
}
