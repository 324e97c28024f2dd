import { StatePanel } from '../ui/state_panel';
import { LinkButton } from '../ui/link_button';

export function NotFound() {
  return (
    <main>
      <StatePanel
        page
        icon="question"
        title="There is no page at this address"
        action={<LinkButton to="/">Go to Home</LinkButton>}
      >
        <p>The link may be cut or from a newer version. Nothing of your data is concerned.</p>
      </StatePanel>
    </main>
  );
}
