import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useListKeys } from "../shell/shortcuts";
import "../design/table.css";

export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  /** A CSS grid track, for example `120px` or `minmax(240px, 1fr)`. */
  readonly width: string;
  readonly right?: boolean;
  /** The `sort` values of the server for this column; a click goes through them in order. */
  readonly sort?: readonly { readonly value: string; readonly direction: "ascending" | "descending" }[];
  readonly cell: (row: Row) => ReactNode;
};

type Props<Row> = {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  hidden?: Readonly<Record<string, boolean>>;
  rowId: (row: Row, index: number) => string;
  selected?: string;
  sort?: string;
  onSort?: (value: string) => void;
  onOpen?: (row: Row) => void;
  onEnd?: () => void;
  /** Whether the server has rows beyond those given. */
  more?: boolean;
  onScrolled?: (top: boolean) => void;
  fill?: boolean;
  rowHeight?: number;
  foot?: ReactNode;
  notice?: ReactNode;
};

/** A virtualised grid over rows that the server has filtered and sorted. Arrow keys or j/k move, Enter opens. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, rows, columns, hidden, rowId, selected, sort, onSort, onOpen, onEnd, more = false, onScrolled, fill = false, rowHeight = ROW, foot, notice } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);

  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, object>();
    return columns.map((column) => helper.display({ id: column.id, header: column.header, cell: (context) => column.cell(context.row.original as Row) }));
  }, [columns]);
  const columnVisibility = useMemo(() => Object.fromEntries(Object.entries(hidden ?? {}).map(([id, gone]) => [id, !gone])), [hidden]);
  const table = useTable({ features, columns: defs, data: rows as unknown as object[], getRowId: (row, index) => rowId(row as Row, index), state: { columnVisibility } });
  const lines = table.getRowModel().rows;
  // By identity, not by place: rows that arrive above must not move the choice.
  const active = Math.max(0, activeId === null ? 0 : lines.findIndex((row) => row.id === activeId));
  const shown = columns.filter((column) => !hidden?.[column.id]);
  const widths = shown.map((column) => column.width);
  // Columns of fixed width leave the rest of the line empty instead of being stretched apart.
  if (!widths.some((width) => width.includes("fr"))) widths.push("minmax(0, 1fr)");
  const tracks = { gridTemplateColumns: widths.join(" ") };

  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - 20) onEnd?.();
  }, [last, lines.length, onEnd]);

  const focusRow = (index: number) => {
    const next = Math.min(lines.length - 1, Math.max(0, index));
    setActiveId(lines[next]?.id ?? null);
    virtual.scrollToIndex(next);
    // The row may come into being with the scroll.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const within = () => scroller.current?.contains(document.activeElement) ?? false;
  useListKeys((step) => focusRow(within() ? active + step : active));

  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const jump: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 15, PageUp: active - 15, Home: 0, End: lines.length - 1 };
    const to = jump[event.key];
    const onRow = (event.target as HTMLElement).dataset["index"] !== undefined;
    if (to !== undefined && onRow) {
      event.preventDefault();
      focusRow(to);
    } else if (event.key === "Enter" && onRow && onOpen) {
      event.preventDefault();
      const row = lines[active];
      if (row) onOpen(row.original as Row);
    }
  };

  return (
    <div className={fill ? "grid-frame fill" : "grid-frame fit"}>
      {notice}
      <div className="grid-scroll" ref={scroller} onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop < rowHeight)}>
        <div className="grid" role="grid" aria-label={label} aria-rowcount={more ? -1 : lines.length + 1} onKeyDown={onKey}>
          <div className="grid-head" role="rowgroup">
            <div className="grid-line" role="row" aria-rowindex={1} style={tracks}>
              {shown.map((column) => (
                <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </div>
          </div>
          <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = lines[item.index];
              if (!row) return null;
              return (
                <div
                  key={row.id}
                  className={onOpen ? "grid-line clickable" : "grid-line"}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={onOpen ? row.id === selected : undefined}
                  data-index={item.index}
                  tabIndex={item.index === active ? 0 : -1}
                  style={{ ...tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
                  onFocus={() => setActiveId(row.id)}
                  onClick={(event) => {
                    if (onOpen && !(event.target as HTMLElement).closest("a, button") && !getSelection()?.toString()) onOpen(row.original as Row);
                  }}
                >
                  {row.getVisibleCells().map((cell, index) => (
                    <div key={cell.id} role="gridcell" className={shown[index]?.right ? "grid-cell right" : "grid-cell"}>
                      <table.FlexRender cell={cell} />
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {foot && <div className="grid-foot">{foot}</div>}
    </div>
  );
}

/** The head of a column; where the server can sort by it, a button that goes through the orders. */
export function HeadCell<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: ((value: string) => void) | undefined }) {
  const className = column.right ? "grid-cell right" : "grid-cell";
  const orders = column.sort;
  if (!orders || !onSort) {
    return (
      <div className={className} role="columnheader">
        {column.header}
      </div>
    );
  }
  const at = orders.findIndex((order) => order.value === sort);
  const next = orders[(at + 1) % orders.length];
  const direction = orders[at]?.direction;
  return (
    <div className={className} role="columnheader" aria-sort={direction ?? "none"}>
      <button type="button" onClick={() => next && onSort(next.value)}>
        {column.header}
        <span aria-hidden="true">{direction === "ascending" ? "↑" : direction === "descending" ? "↓" : "↕"}</span>
      </button>
    </div>
  );
}

const features = tableFeatures({ columnVisibilityFeature });
const ROW = 34;
