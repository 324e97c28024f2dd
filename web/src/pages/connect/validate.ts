import type { FormErrors } from '../setup/setup_form';
import { isHttpUrl } from '../setup/setup_form';
import { normaliseUrl } from './address';
import type { Draft } from './draft';
import type { FilterState } from './filter_state';

export function validateWhere(draft: Draft): FormErrors<Draft> {
  const errors: FormErrors<Draft> = {};
  if (!draft.url.trim()) errors.url = 'Paste the address of your Jira, any page of it.';
  else if (!normaliseUrl(draft.url)) {
    errors.url = 'This is not an address. Write it as https://your-site.atlassian.net';
  }
  if (draft.proxy.trim() && !isHttpUrl(draft.proxy)) {
    errors.proxy = 'Write it as http://host:port';
  }
  return errors;
}

export const kMostProjects = 1000;

export function validateScope(draft: Draft, filter: FilterState['kind']): FormErrors<Draft> {
  const errors: FormErrors<Draft> = {};
  if (!draft.allProjects && draft.projects.length === 0) {
    errors.projects = 'Choose at least one project, or every project.';
  }
  if (!draft.allProjects && draft.projects.length > kMostProjects) {
    errors.projects = `At most ${kMostProjects} projects can be named; choose every project, or narrow it by a filter.`;
  }
  if (filter === 'wrong') {
    errors.filter = 'Put the filter right, or leave it empty. It would admit nothing.';
  }
  return errors;
}
