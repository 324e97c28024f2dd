/** With its style, which is no part of the first load. */
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';

export { SegmentedControl } from '@mantine/core';
