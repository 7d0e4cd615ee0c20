import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./Button";
import { Icon } from "./Icon";

type Props = { title: ReactNode; children: ReactNode; onClose: () => void };

/** A dialog in the middle of the page. */
export function Dialog({ title, children, onClose, alert = false }: Props & { alert?: boolean }) {
  return (
    <ModalOverlay className="scrim" isOpen isDismissable={!alert} onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <AriaDialog role={alert ? "alertdialog" : "dialog"}>
          <Head title={title} onClose={onClose} />
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A dialog at the right edge that leaves the list beside it in sight. */
export function Drawer({ title, children, onClose }: Props) {
  return (
    <ModalOverlay className="scrim" data-side="right" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="drawer">
        <AriaDialog>
          <Head title={title} onClose={onClose} />
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Head({ title, onClose }: { title: ReactNode; onClose: () => void }) {
  return (
    <div className="dialog-head">
      <Heading slot="title">{title}</Heading>
      <Button look="quiet" icon aria-label="Close" onPress={onClose}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
