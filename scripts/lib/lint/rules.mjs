// All rules. A rule: {name, check(project) -> findings}; no rule has a list of exceptions.
import { includeDirection, roomTableMatchesFolders, simIncludesBaseOnly } from './rooms.mjs';
import { fileSize, functionSize, lineWidth } from './sizes.mjs';
import { keysBeginWithTenant, sqlLivesInStore, sqlNamesTenant } from './sql.mjs';
import { forbiddenWords, linksResolve, noConsole, todoHasIssue } from './words.mjs';

export const kRules = [
  includeDirection,
  simIncludesBaseOnly,
  roomTableMatchesFolders,
  fileSize,
  functionSize,
  lineWidth,
  sqlNamesTenant,
  keysBeginWithTenant,
  sqlLivesInStore,
  forbiddenWords,
  todoHasIssue,
  noConsole,
  linksResolve,
];
