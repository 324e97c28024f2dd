/** With its style, which is no part of the first load. */
import '@mantine/core/styles/PasswordInput.css';

export { PasswordInput } from '@mantine/core';
