import { useEffect, useState, type PointerEvent } from 'react';
import { toTime, type Domain } from '../../lib/time_axis';
import type { Axis } from './use_axis';

const kDragPx = 6;
const kWheelZoom = 0.0016;
const kWheelPan = 0.0009;

interface Drag {
  x: number;
  at: number;
}

function order(a: number, b: number): Domain {
  return a < b ? { from: a, to: b } : { from: b, to: a };
}

/** Ctrl and the wheel zoom around the pointer; a sideways wheel moves what is zoomed. */
function useWheel(element: HTMLElement | null, axis: Axis): void {
  useEffect(() => {
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const box = element.getBoundingClientRect();
        const around = toTime(event.clientX - box.left, axis.domain, box.width);
        axis.zoomBy(Math.exp(event.deltaY * kWheelZoom), around);
      } else if (axis.zoomed && sideways !== 0 && Math.abs(sideways) > Math.abs(event.deltaY) / 2) {
        axis.pan(sideways * kWheelPan);
      } else return;
      event.preventDefault();
    };
    // React's own listener is passive: the page would zoom too.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });
}

/** The mouse over the lanes: reads where it is, and opens what is dragged over. */
export function usePointer(
  element: HTMLElement | null,
  axis: Axis,
  onCursor: (at: number) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [brush, setBrush] = useState<Domain | null>(null);
  useWheel(element, axis);
  const place = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.min(box.width, Math.max(0, event.clientX - box.left));
    return { x, at: toTime(x, axis.domain, box.width) };
  };
  const end = () => {
    setDrag(null);
    setBrush(null);
  };
  return {
    brush,
    cancel: end,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        onCursor(place(event).at);
        // A finger only reads: dragging must go on scrolling the page.
        if (event.pointerType !== 'mouse') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag(place(event));
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const here = place(event);
        onCursor(here.at);
        if (drag && Math.abs(here.x - drag.x) >= kDragPx) setBrush(order(drag.at, here.at));
      },
      onPointerUp: () => {
        if (brush) axis.show(brush);
        end();
      },
      onPointerCancel: end,
    },
  };
}
