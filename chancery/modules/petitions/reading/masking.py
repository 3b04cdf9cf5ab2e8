"""What a matter may show of a person (脱敏): the house's own masking, under the name that this module imports."""

from chancery.kernel.base.masking import mask_id, mask_name, mask_phone, mask_text

__all__ = ["mask_id", "mask_name", "mask_phone", "mask_text"]
