"""A task carries its noun, so that what waits for a post is counted within one index."""

from django.db import migrations, models

FILL = "update desk_task set noun = (select e.noun_id from desk_entry e where e.id = desk_task.entry_id)"


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_narrow_tables")]

    operations = [
        migrations.RemoveIndex(model_name="task", name="task_of_assignee"),
        migrations.AddField(model_name="task", name="noun", field=models.IntegerField(default=0), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["assignee", "reading", "due_at", "id", "noun", "move"], name="task_of_assignee"
            ),
        ),
    ]
