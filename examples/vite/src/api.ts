export interface Task {
  id: number;
  title: string;
}

/** The API of tasks below `base`. */
export function tasksApi(base: string) {
  const asked = async (init?: RequestInit) => {
    const answer = await fetch(`${base}/tasks`, init);
    if (!answer.ok) throw new Error(`the API answered ${answer.status}`);
    return answer.json();
  };
  return {
    list: (): Promise<Task[]> => asked(),
    add: (title: string): Promise<Task> =>
      asked({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ title }) }),
  };
}
