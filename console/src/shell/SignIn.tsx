import { useEffect, useRef, useState, type FormEvent } from "react";
import { ApiError, post } from "../api/client";
import { Logo } from "../ui/Icon";
import { Marked } from "../ui/Marked";
import "../design/shell.css";

/** Asks once for the admin token and trades it for a session cookie that scripts cannot read. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Sign in · Welkin";
    field.current?.focus();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === "") {
      setProblem("Enter the token.");
      return;
    }
    setBusy(true);
    try {
      await post("/session", { token: token.trim() });
      onSignedIn();
    } catch (error) {
      setBusy(false);
      const wrong = error instanceof ApiError && error.status === 401;
      setProblem(wrong ? "This is not the token of this server. It is printed each time `welkin up` starts." : error instanceof Error ? error.message : String(error));
      field.current?.select();
    }
  };

  return (
    <main className="sign-in">
      <div className="card">
        <div className="brand">
          <Logo /> Welkin
        </div>
        <h1>Sign in</h1>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <div className="hint muted">
            <p>
              Use the admin token that <code>welkin up</code> printed when it started:
            </p>
            <pre>token: …</pre>
            <p>It is asked once; this browser then holds a session until you sign out.</p>
          </div>
          <label className="field">
            <span>Admin token</span>
            <input ref={field} className="input large mono" type="password" name="token" autoComplete="current-password" spellCheck={false} value={token} aria-invalid={problem !== null} aria-describedby={problem ? "sign-in-problem" : undefined} onChange={(event) => setToken(event.target.value)} />
          </label>
          {problem && (
            <p id="sign-in-problem" className="notice bad" role="alert">
              <Marked text={problem} />
            </p>
          )}
          <button className="button primary" type="submit" disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
        </form>
      </div>
    </main>
  );
}
