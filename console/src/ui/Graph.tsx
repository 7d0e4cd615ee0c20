import { MultiDirectedGraph } from "graphology";
import { useEffect, useRef, useState } from "react";
import Sigma from "sigma";
import { EdgeArrowProgram } from "sigma/rendering";
import { asCloud } from "../ocsf";
import { useShownTheme } from "../preferences";
import { Button } from "./Button";
import { cloudColor } from "./CloudTag";
import { springLayout } from "./graphLayout";
import { Icon } from "./Icon";
import "./graph.css";

/** `kind` and `label` are shown as they are; a heavier node is larger, and a marked one has a ring. */
export type PictureNode = { readonly id: string; readonly label: string; readonly kind: string; readonly cloud?: string | null; readonly weight: number; readonly marked?: boolean };
export type PictureEdge = { readonly from: string; readonly to: string; readonly label: string; readonly strength: "strong" | "weak"; readonly marked?: boolean };
export type Picture = { readonly nodes: readonly PictureNode[]; readonly edges: readonly PictureEdge[] };

type Props = { graph: Picture; things?: string; selected: string | null; onSelect: (id: string | null) => void; onAgain?: (id: string) => void };

/** The picture of a graph. It needs WebGL; where there is none, the tables beside it remain. */
export default function Graph({ graph, things = "entities", selected, onSelect, onAgain }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const sigma = useRef<Sigma | null>(null);
  const chosen = useRef(selected);
  chosen.current = selected;
  const select = useRef(onSelect);
  select.current = onSelect;
  const again = useRef(onAgain);
  again.current = onAgain;
  const theme = useShownTheme();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (!host.current) return undefined;
    try {
      sigma.current = draw(host.current, graph, chosen, select, again);
      setFailed(false);
    } catch {
      setFailed(true);
    }
    return () => {
      sigma.current?.kill();
      sigma.current = null;
    };
    // Colours are read from the page when drawn, so the theme redraws.
  }, [graph, theme]);

  useEffect(() => {
    sigma.current?.refresh({ skipIndexation: true });
  }, [selected]);

  if (failed) return <p className="graph-failed muted">This browser offers no WebGL, which the picture needs. The tables hold the same {things} and links.</p>;
  return (
    <div className="graph">
      <div ref={host} className="graph-canvas" role="img" aria-label={`Graph of ${graph.nodes.length} ${things} and ${graph.edges.length} links; the tables hold the same`} />
      <div className="graph-buttons">
        <Button icon aria-label="Zoom in on the graph" onPress={() => void sigma.current?.getCamera().animatedZoom({ duration: stepMs() })}>
          <Icon name="plus" />
        </Button>
        <Button icon aria-label="Zoom out of the graph" onPress={() => void sigma.current?.getCamera().animatedUnzoom({ duration: stepMs() })}>
          <Icon name="minus" />
        </Button>
        <Button icon aria-label="Show the whole graph" onPress={() => void sigma.current?.getCamera().animatedReset({ duration: stepMs() })}>
          <Icon name="fit" />
        </Button>
      </div>
    </div>
  );
}

function draw(host: HTMLElement, { nodes, edges }: Picture, chosen: { current: string | null }, select: { current: (id: string | null) => void }, again: { current: ((id: string) => void) | undefined }): Sigma {
  const style = getComputedStyle(document.documentElement);
  const [ink, muted, line, strong, surface, accent, font] = ["--ink", "--muted", "--line", "--line-strong", "--surface", "--accent", "--font"].map((name) => style.getPropertyValue(name).trim()) as [string, string, string, string, string, string, string];
  const graph = new MultiDirectedGraph();
  const places = springLayout(nodes, edges);
  const heaviest = Math.max(1, ...nodes.map((node) => node.weight));
  for (const node of nodes) {
    if (graph.hasNode(node.id)) continue;
    graph.addNode(node.id, { ...places.get(node.id), label: node.label, kind: node.kind, marked: node.marked ?? false, forceLabel: node.marked || nodes.length <= 40, size: 6 + 9 * Math.sqrt(node.weight / heaviest), color: cloudColor(node.cloud ? asCloud(node.cloud) : null) });
  }
  for (const edge of edges) {
    if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) graph.addEdge(edge.from, edge.to, { label: edge.label, marked: edge.marked ?? false, size: edge.marked ? 4 : edge.strength === "strong" ? 2 : 1, color: edge.marked ? accent : edge.strength === "strong" ? muted : strong, type: "arrow" });
  }
  const near = (node: string) => chosen.current === null || node === chosen.current || graph.areNeighbors(node, chosen.current);
  const made = new Sigma(graph, host, {
    allowInvalidContainer: true,
    edgeProgramClasses: { arrow: EdgeArrowProgram },
    labelFont: font,
    labelSize: 12,
    labelColor: { color: ink },
    labelDensity: 1,
    labelGridCellSize: 60,
    labelRenderedSizeThreshold: 4,
    edgeLabelFont: font,
    edgeLabelSize: 11,
    edgeLabelColor: { color: muted },
    renderEdgeLabels: true,
    stagePadding: 70,
    zIndex: true,
    defaultDrawNodeLabel: (context, data, settings) => {
      const { label, kind } = data as unknown as { label: string | null; kind: string };
      if (!label) return;
      context.textAlign = "center";
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeStyle = surface;
      const lines = [
        { text: label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label, font: `500 ${settings.labelSize}px ${settings.labelFont}`, color: ink, y: 14 },
        { text: kind, font: `${settings.labelSize - 1.5}px ${settings.labelFont}`, color: muted, y: 27 },
      ];
      for (const line of lines) {
        context.font = line.font;
        context.fillStyle = line.color;
        context.strokeText(line.text, data.x, data.y + data.size + line.y);
        context.fillText(line.text, data.x, data.y + data.size + line.y);
      }
      context.textAlign = "left";
    },
    // Sigma's own hover mark is white in every theme.
    defaultDrawNodeHover: (context, data, settings) => {
      context.strokeStyle = ink;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(data.x, data.y, data.size + 3, 0, Math.PI * 2);
      context.stroke();
      settings.defaultDrawNodeLabel(context, data, settings);
    },
    nodeReducer: (node, data) => (near(node) ? { ...data, highlighted: node === chosen.current || data["marked"] === true, zIndex: 1 } : { ...data, color: line, label: "", forceLabel: false, zIndex: 0 }),
    // Links name themselves around the chosen node only; all names at once would cover the picture.
    edgeReducer: (edge, data) => (chosen.current === null ? { ...data, label: data["marked"] === true ? data["label"] : "", forceLabel: data["marked"] === true } : graph.hasExtremity(edge, chosen.current) ? { ...data, color: ink, forceLabel: true } : { ...data, hidden: true }),
  });
  made.on("clickNode", ({ node }) => {
    // A second click on the chosen node means what the page makes of it, and otherwise lets go.
    if (node === chosen.current && again.current) again.current(node);
    else select.current(node === chosen.current ? null : node);
  });
  made.on("clickStage", () => select.current(null));
  return made;
}

const stepMs = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 200);

const MAX_LABEL = 28;
