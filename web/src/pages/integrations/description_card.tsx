import type { Connection } from '../../api/client';
import { Note } from '../../ui/note';
import { SettingBody, SettingCard, SettingRow } from '../../ui/setting';
import { Switch } from '../../ui/switch';
import { removedWords, switchWords } from './description_words';
import { SaveFoot } from './save_foot';
import { useSettings } from './use_settings';

function readWish(connection: Connection): { descriptions: boolean } {
  return { descriptions: connection.descriptions };
}

/** Whether description texts of issues are stored, and what became of them. */
export function DescriptionCard({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, readWish);
  const { values, saved, set } = settings;
  const body = () => ({ descriptions: values.descriptions });
  const consequence = switchWords(values.descriptions, saved.descriptions);
  const removed = connection.removed_descriptions;
  return (
    <SettingCard
      title="Descriptions"
      lead="No number needs them. Unless you say otherwise, descriptions are cut out before anything reaches a disk of this server."
      foot={<SaveFoot settings={settings} body={body} onSave={() => settings.save(body())} />}
    >
      <SettingRow
        title="Store description texts"
        labelFor="store-descriptions"
        hintId="store-descriptions-hint"
        hint="As plain text of at most 32 KiB an issue, with what they said before. Everybody who may see issues here can read them; exports and backups hold them. Comments and attachments are never stored."
      >
        <Switch
          id="store-descriptions"
          checked={values.descriptions}
          describedBy="store-descriptions-hint"
          onChange={(descriptions) => set({ descriptions })}
        />
      </SettingRow>
      <div role="status">
        {consequence !== '' && (
          <SettingBody>
            <Note tone={values.descriptions ? 'info' : 'warn'}>{consequence}</Note>
          </SettingBody>
        )}
        {consequence === '' && removed && !saved.descriptions && (
          <SettingBody>
            <p className="muted">{removedWords(removed)}</p>
          </SettingBody>
        )}
      </div>
    </SettingCard>
  );
}
