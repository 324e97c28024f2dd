/** With its style, which is no part of the first load. */
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Checkbox.css';

export { Checkbox } from '@mantine/core';
